package io.muster.events.provider.columns;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Finds rows by a number that each has, which others may have, too: hash tables of row numbers, so
 * many that growing copies little at a time.
 */
public final class RowIndex {
  private static final int PARTS = 64;
  private static final int PART_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PARTS);
  private static final int SMALLEST = 8;

  private final IntToLongFunction keys;
  private final int[][] parts = new int[PARTS][];
  private final int[] counts = new int[PARTS];

  /** Begins empty; {@code keys} tells the number of a row, the same as long as it is here. */
  public RowIndex(IntToLongFunction keys) {
    this.keys = keys;
  }

  private static long mix(long key) {
    long z = (key ^ key >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private static int part(long mixed) {
    return (int) (mixed >>> PART_SHIFT);
  }

  /** Adds a row. */
  public void add(int row) {
    long mixed = mix(keys.applyAsLong(row));
    int part = part(mixed);
    if (parts[part] == null) {
      parts[part] = new int[SMALLEST];
    } else if (4 * (counts[part] + 1) > 3 * parts[part].length) {
      resize(part, 2 * parts[part].length);
    }
    put(parts[part], mixed, row);
    counts[part]++;
  }

  /** Slots hold one more than the row. */
  private static void put(int[] slots, long mixed, int row) {
    int at = (int) mixed & slots.length - 1;
    while (slots[at] != 0) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = row + 1;
  }

  private void resize(int part, int length) {
    int[] fresh = new int[length];
    for (int slot : parts[part]) {
      if (slot != 0) {
        put(fresh, mix(keys.applyAsLong(slot - 1)), slot - 1);
      }
    }
    parts[part] = fresh;
  }

  /** Removes a row; nothing happens if it is not here. */
  public void remove(int row) {
    long mixed = mix(keys.applyAsLong(row));
    int part = part(mixed);
    int[] slots = parts[part];
    if (slots == null) {
      return;
    }
    int at = (int) mixed & slots.length - 1;
    while (slots[at] != row + 1) {
      if (slots[at] == 0) {
        return;
      }
      at = at + 1 & slots.length - 1;
    }
    close(slots, at);
    counts[part]--;
    if (slots.length > SMALLEST && 8 * counts[part] < slots.length) {
      resize(part, slots.length / 2);
    }
  }

  /** Moves up what would not be found behind an empty slot. */
  private void close(int[] slots, int hole) {
    int mask = slots.length - 1;
    int gap = hole;
    for (int at = gap + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
      int home = (int) mix(keys.applyAsLong(slots[at] - 1)) & mask;
      if ((at - home & mask) >= (at - gap & mask)) {
        slots[gap] = slots[at];
        gap = at;
      }
    }
    slots[gap] = 0;
  }

  /** Returns a row that has this number and passes the test, or -1. */
  public int find(long key, IntPredicate test) {
    long mixed = mix(key);
    int[] slots = parts[part(mixed)];
    if (slots == null) {
      return -1;
    }
    int at = (int) mixed & slots.length - 1;
    while (slots[at] != 0) {
      int row = slots[at] - 1;
      if (keys.applyAsLong(row) == key && test.test(row)) {
        return row;
      }
      at = at + 1 & slots.length - 1;
    }
    return -1;
  }

  /** Hands over all rows with this number. */
  public void forEach(long key, IntConsumer to) {
    find(
        key,
        row -> {
          to.accept(row);
          return false;
        });
  }

  /** Returns how many bytes the arrays take. */
  public long bytes() {
    return Arrays.stream(parts).mapToLong(slots -> slots == null ? 0 : 4L * slots.length).sum();
  }
}
