package io.muster.events.provider.columns;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Finds rows by a number that each has, which others may have, too: hash tables of row numbers, so
 * many that growing copies little at a time. A slot has half of the hash beside the row: rows lie
 * anywhere in memory and are looked at only if that half fits.
 */
public final class RowIndex {
  private static final int PARTS = 64;
  private static final int PART_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(PARTS);
  private static final int SMALLEST = 8;

  private final IntToLongFunction keys;
  private final long[][] parts = new long[PARTS][];
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

  /** Slots hold the lower half of the hash and one more than the row. */
  private static long slot(long mixed, int row) {
    return mixed << Integer.SIZE | row + 1;
  }

  private static int hash(long slot) {
    return (int) (slot >>> Integer.SIZE);
  }

  private static int row(long slot) {
    return (int) slot - 1;
  }

  /** Adds a row. */
  public void add(int row) {
    long mixed = mix(keys.applyAsLong(row));
    int part = part(mixed);
    if (parts[part] == null) {
      parts[part] = new long[SMALLEST];
    } else if (4 * (counts[part] + 1) > 3 * parts[part].length) {
      resize(part, 2 * parts[part].length);
    }
    put(parts[part], slot(mixed, row));
    counts[part]++;
  }

  private static void put(long[] slots, long slot) {
    int at = hash(slot) & slots.length - 1;
    while (slots[at] != 0) {
      at = at + 1 & slots.length - 1;
    }
    slots[at] = slot;
  }

  private void resize(int part, int length) {
    long[] fresh = new long[length];
    for (long slot : parts[part]) {
      if (slot != 0) {
        put(fresh, slot);
      }
    }
    parts[part] = fresh;
  }

  /** Removes a row; nothing happens if it is not here. */
  public void remove(int row) {
    long mixed = mix(keys.applyAsLong(row));
    int part = part(mixed);
    long[] slots = parts[part];
    if (slots == null) {
      return;
    }
    long slot = slot(mixed, row);
    int at = hash(slot) & slots.length - 1;
    while (slots[at] != slot) {
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
  private static void close(long[] slots, int hole) {
    int mask = slots.length - 1;
    int gap = hole;
    for (int at = gap + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
      int home = hash(slots[at]) & mask;
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
    long[] slots = parts[part(mixed)];
    if (slots == null) {
      return -1;
    }
    int hash = (int) mixed;
    int at = hash & slots.length - 1;
    while (slots[at] != 0) {
      long slot = slots[at];
      if (hash(slot) == hash && keys.applyAsLong(row(slot)) == key && test.test(row(slot))) {
        return row(slot);
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
    return Arrays.stream(parts).mapToLong(slots -> slots == null ? 0 : 8L * slots.length).sum();
  }
}
