package io.muster.hub.provider.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Typed access to the fields of an object that was read.
 *
 * @param map the fields
 */
public record Fields(Map<String, Object> map) {
  /** A text of bounded length. */
  public String text(String name, int maxLength) throws RefusedException {
    Object value = map.get(name);
    if (!(value instanceof String text) || text.length() > maxLength) {
      throw new RefusedException(
          "'" + name + "' must be a text of at most " + maxLength + " characters");
    }
    return text;
  }

  /** A number within a range. */
  public long number(String name, long min, long max) throws RefusedException {
    Object value = map.get(name);
    if (!(value instanceof Long number) || number < min || number > max) {
      throw new RefusedException("'" + name + "' must be a number from " + min + " to " + max);
    }
    return number;
  }

  /** A list of bounded length of texts of bounded length. */
  public List<String> texts(String name, int maxItems, int maxLength) throws RefusedException {
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
