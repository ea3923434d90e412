package io.muster.staging.provider;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;

/** An immutable map that keeps its order and, with few fields, needs little space. */
final class Fields extends AbstractMap<String, Object> {
  private static final int FEW = 8;

  /** Names and values in turn. */
  private final Object[] pairs;

  /** Finds fields if there are many; else null. */
  private final Map<String, Object> index;

  /** What {@link PlainData} counts for all of it. */
  private final int bytes;

  /** Whether this is all the data of an entry, and not a map within it. */
  private final boolean whole;

  /**
   * Takes the pairs over.
   *
   * @throws IllegalArgumentException if a name stands there twice
   */
  Fields(Object[] pairs, int count, int bytes, boolean whole) {
    this.pairs = pairs.length == 2 * count ? pairs : Arrays.copyOf(pairs, 2 * count);
    this.bytes = bytes;
    this.whole = whole;
    this.index = count > FEW ? index(this.pairs) : null;
    for (int i = 2; index == null && i < this.pairs.length; i += 2) {
      if (find(this.pairs[i]) != i) {
        throw twice(this.pairs[i]);
      }
    }
  }

  private static Map<String, Object> index(Object[] pairs) {
    Map<String, Object> index = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      index.put((String) pairs[i], pairs[i + 1]);
      if (2 * index.size() <= i) {
        throw twice(pairs[i]);
      }
    }
    return index;
  }

  private static IllegalArgumentException twice(Object name) {
    return new IllegalArgumentException("Data has the field " + name + " twice");
  }

  boolean isWhole() {
    return whole;
  }

  int bytes() {
    return bytes;
  }

  private int find(Object name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public Object get(Object name) {
    if (index != null) {
      return index.get(name);
    }
    int at = find(name);
    return at < 0 ? null : pairs[at + 1];
  }

  @Override
  public boolean containsKey(Object name) {
    return index != null ? index.containsKey(name) : find(name) >= 0;
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return pairs.length / 2;
      }

      @Override
      public Iterator<Map.Entry<String, Object>> iterator() {
        return new Walk();
      }
    };
  }

  /** Goes over the pairs. */
  private final class Walk implements Iterator<Map.Entry<String, Object>> {
    private int at;

    @Override
    public boolean hasNext() {
      return at < pairs.length;
    }

    @Override
    public Map.Entry<String, Object> next() {
      if (at == pairs.length) {
        throw new NoSuchElementException();
      }
      at += 2;
      return new SimpleImmutableEntry<>((String) pairs[at - 2], pairs[at - 1]);
    }
  }
}
