package io.muster.staging.provider;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Copies JSON-like data into immutable maps and lists that keep their order. Size: the bytes of all
 * texts in UTF-8, 8 for a number (a decimal number: the bytes of its digits), and 1 for each value.
 */
final class PlainData {
  static final int MAX_BYTES = 65_536;
  static final int MAX_DEPTH = 32;
  private static final Set<String> RESERVED = Set.of("stagingBirth", "stagingUpdated");

  private long size;

  private PlainData() {}

  /** A copy without the names that belong to the bench. */
  static Fields copy(Map<String, ?> data) {
    if (data == null) {
      throw new IllegalArgumentException("The data is null; give an empty map for no data");
    }
    if (data instanceof Fields fields && fields.isWhole()) {
      return fields;
    }
    return new PlainData().map(data, 1);
  }

  /** The fields of both, those of the second where both have one. */
  static Fields merge(Map<String, Object> known, Map<String, Object> fields) {
    if (adds(known, fields)) {
      Map<String, Object> merged = new LinkedHashMap<>(known);
      merged.putAll(fields);
      return new PlainData().map(merged, 1);
    }
    return (Fields) known;
  }

  private static boolean adds(Map<String, Object> known, Map<String, Object> fields) {
    if (known == fields) {
      return false;
    }
    for (Map.Entry<String, Object> field : fields.entrySet()) {
      Object value = known.get(field.getKey());
      if (!Objects.equals(value, field.getValue())
          || value == null && !known.containsKey(field.getKey())) {
        return true;
      }
    }
    return false;
  }

  /** How many bytes the data of an entry counts for. */
  static int size(Map<String, Object> data) {
    return ((Fields) data).bytes();
  }

  private Object value(Object value, int depth) {
    count(1);
    if (value == null || value instanceof Boolean) {
      return value;
    }
    if (value instanceof String text) {
      countText(text);
      return text;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Map<?, ?> map) {
      return map(map, depth + 1);
    }
    if (value instanceof List<?> list) {
      return list(list, depth + 1);
    }
    throw new IllegalArgumentException(
        "Data holds a value of "
            + value.getClass()
            + "; allowed are null, Boolean, Integer, Long, Double, BigDecimal, String, List, Map");
  }

  private Fields map(Map<?, ?> map, int depth) {
    requireDepth(depth);
    Object[] pairs = new Object[2 * Math.min(map.size(), MAX_BYTES)];
    int count = 0;
    for (Map.Entry<?, ?> field : map.entrySet()) {
      if (!(field.getKey() instanceof String name)) {
        throw new IllegalArgumentException(
            "Data has a field whose name is no text: " + field.getKey());
      }
      if (depth == 1 && RESERVED.contains(name)) {
        continue;
      }
      countText(name);
      Object value = value(field.getValue(), depth);
      if (2 * count == pairs.length) { // somebody changes the map meanwhile
        pairs = Arrays.copyOf(pairs, 2 * count + 16);
      }
      pairs[2 * count] = name;
      pairs[2 * count + 1] = value;
      count++;
    }
    return new Fields(pairs, count, (int) size, depth == 1);
  }

  private List<Object> list(List<?> list, int depth) {
    requireDepth(depth);
    List<Object> copy = new ArrayList<>();
    list.forEach(value -> copy.add(value(value, depth)));
    return Collections.unmodifiableList(copy);
  }

  private Number number(Number number) {
    Class<?> type = number.getClass();
    if (type == BigDecimal.class) {
      count(((BigDecimal) number).unscaledValue().bitLength() / Byte.SIZE);
    } else if (type == Integer.class || type == Long.class) {
      count(Long.BYTES);
    } else if (type == Double.class && Double.isFinite(number.doubleValue())) {
      count(Double.BYTES);
    } else {
      throw new IllegalArgumentException(
          "Data holds the number "
              + number
              + " of "
              + type
              + "; allowed are Integer, Long, Double and BigDecimal, finite");
    }
    return number;
  }

  private static void requireDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "Data is nested more than " + MAX_DEPTH + " deep, or holds itself");
    }
  }

  private void countText(String text) {
    int length = text.length();
    count(length);
    int more = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      more += c < 0x80 ? 0 : c < 0x800 ? 1 : 2;
    }
    count(more);
  }

  private void count(long bytes) {
    size += bytes;
    if (size > MAX_BYTES) {
      throw new IllegalArgumentException(
          "The data of one peer is larger than " + MAX_BYTES + " bytes; nothing was staged");
    }
  }
}
