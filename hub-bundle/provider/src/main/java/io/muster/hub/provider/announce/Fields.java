package io.muster.hub.provider.announce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Typed access to an object of a stranger's. */
record Fields(Map<String, Object> map) {
  String text(String name, int maxLength) throws RefusedException {
    Object value = map.get(name);
    if (!(value instanceof String text) || text.length() > maxLength) {
      throw new RefusedException(
          "'" + name + "' must be a text of at most " + maxLength + " characters");
    }
    return text;
  }

  long number(String name, long min, long max) throws RefusedException {
    Object value = map.get(name);
    if (!(value instanceof Long number) || number < min || number > max) {
      throw new RefusedException("'" + name + "' must be a number from " + min + " to " + max);
    }
    return number;
  }

  List<String> texts(String name, int maxItems, int maxLength) throws RefusedException {
    Object value = map.get(name);
    if (!(value instanceof List<?> list) || list.size() > maxItems) {
      throw new RefusedException("'" + name + "' must be a list of at most " + maxItems);
    }
    List<String> texts = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof String text) || text.length() > maxLength) {
        throw new RefusedException(
            "'" + name + "' must have texts of at most " + maxLength + " characters");
      }
      texts.add(text);
    }
    return texts;
  }
}
