package io.muster.staging.provider;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Writes JSON-like values as JSON text. */
final class JsonOut {
  private final StringBuilder text = new StringBuilder();

  /** Writes a list, each item as the caller says. */
  <T> void list(List<T> items, BiConsumer<JsonOut, T> writer) {
    text.append('[');
    String separator = "";
    for (T item : items) {
      text.append(separator);
      separator = ",";
      writer.accept(this, item);
    }
    text.append(']');
  }

  /** Writes a value as an entry may have it. */
  void value(Object value) {
    if (value instanceof String string) {
      string(string);
    } else if (value instanceof List<?> list) {
      list(list, JsonOut::value);
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else {
      text.append(value); // null, a boolean or a finite number
    }
  }

  private void map(Map<?, ?> map) {
    text.append('{');
    String separator = "";
    for (Map.Entry<?, ?> field : map.entrySet()) {
      text.append(separator);
      separator = ",";
      string((String) field.getKey());
      text.append(':');
      value(field.getValue());
    }
    text.append('}');
  }

  private void string(String string) {
    text.append('"');
    string.chars().forEach(c -> character((char) c));
    text.append('"');
  }

  private void character(char c) {
    if (c == '"' || c == '\\') {
      text.append('\\').append(c);
    } else if (c < 0x20 || c >= 0x7f) {
      text.append(String.format("\\u%04x", (int) c));
    } else {
      text.append(c);
    }
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
