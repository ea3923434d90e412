package io.muster.events.provider.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Values that many rows share, by small numbers; each is forgotten with the last row that uses it.
 */
public final class Numbered<T> {
  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> values = new ArrayList<>();
  private final BitSet taken = new BitSet();
  private int[] uses = new int[8];

  /** Returns the number of a value for one more use. */
  public int use(T value) {
    Integer known = numbers.get(value);
    int number = known == null ? add(value) : known;
    uses[number]++;
    return number;
  }

  private int add(T value) {
    int number = taken.nextClearBit(0);
    taken.set(number);
    numbers.put(value, number);
    if (number == values.size()) {
      values.add(value);
    } else {
      values.set(number, value);
    }
    if (number == uses.length) {
      uses = Arrays.copyOf(uses, 2 * number);
    }
    return number;
  }

  /** Ends a use; returns whether it was the last. */
  public boolean release(int number) {
    if (--uses[number] > 0) {
      return false;
    }
    numbers.remove(values.set(number, null));
    taken.clear(number);
    return true;
  }

  /** Returns the number of a value that is in use, or -1. */
  public int of(T value) {
    return numbers.getOrDefault(value, -1);
  }

  /** Returns the value of a number that is in use. */
  public T value(int number) {
    return values.get(number);
  }

  /** Returns the values in use; a view. */
  public Set<T> values() {
    return Collections.unmodifiableSet(numbers.keySet());
  }
}
