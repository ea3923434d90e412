package io.muster.staging.provider;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  static Map<String, Object> copy(Map<String, ?> data) {
    if (data == null) {
      throw new IllegalArgumentException("The data is null; give an empty map for no data");
    }
    Map<String, Object> own = new LinkedHashMap<>(data);
    own.keySet().removeAll(RESERVED);
    return new PlainData().map(own, 1);
  }

  /** The fields of both, those of the second where both have one. */
  static Map<String, Object> merge(Map<String, Object> known, Map<String, Object> fields) {
    Map<String, Object> merged = new LinkedHashMap<>(known);
    merged.putAll(fields);
    return new PlainData().map(merged, 1);
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

  private Map<String, Object> map(Map<?, ?> map, int depth) {
    requireDepth(depth);
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (!(name instanceof String text)) {
            throw new IllegalArgumentException("Data has a field whose name is no text: " + name);
          }
          countText(text);
          copy.put(text, value(value, depth));
        });
    return Collections.unmodifiableMap(copy);
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
    count(text.length());
    count(text.chars().map(c -> c < 0x80 ? 0 : c < 0x800 ? 1 : 2).asLongStream().sum());
  }

  private void count(long bytes) {
    size += bytes;
    if (size > MAX_BYTES) {
      throw new IllegalArgumentException(
          "The data of one peer is larger than " + MAX_BYTES + " bytes; nothing was staged");
    }
  }
}
