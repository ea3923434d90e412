package io.muster.events.file;

import java.util.Collection;

/**
 * A part of the {@link BlobTable}: 32 bytes for a slot, side by side because slots are met in no
 * order, open addressing with linear probing, at most three quarters full. A place of 0 is a free
 * slot.
 */
final class BlobPart {
  private static final int HIGH = 0;
  private static final int LOW = 1;
  private static final int PLACE = 2;
  private static final int LENGTH = 3;
  private static final int WIDTH = 4;

  private long[] slots = new long[8 * WIDTH];
  private int count;

  long place(BlobTable.Row key) {
    return slots[find(key.high(), key.low()) + PLACE];
  }

  int length(BlobTable.Row key) {
    return (int) slots[find(key.high(), key.low()) + LENGTH];
  }

  /** Says whether it is new. */
  boolean put(BlobTable.Row row) {
    if ((count + 1) * WIDTH * 4 > slots.length * 3) {
      grow();
    }
    int slot = find(row.high(), row.low());
    boolean isNew = isFree(slot);
    count += isNew ? 1 : 0;
    slots[slot + HIGH] = row.high();
    slots[slot + LOW] = row.low();
    slots[slot + PLACE] = row.place();
    slots[slot + LENGTH] = row.length();
    return isNew;
  }

  /** Says whether it was there. */
  boolean remove(BlobTable.Row key) {
    int hole = find(key.high(), key.low());
    if (isFree(hole)) {
      return false;
    }
    count--;
    slots[hole + PLACE] = 0;
    for (int i = next(hole); !isFree(i); i = next(i)) {
      int home = home(slots[i + HIGH]);
      if (distance(home, i) >= distance(hole, i)) {
        System.arraycopy(slots, i, slots, hole, WIDTH);
        slots[i + PLACE] = 0;
        hole = i;
      }
    }
    return true;
  }

  void addAfter(BlobTable.Row last, Collection<BlobTable.Row> to) {
    for (int i = 0; i < slots.length; i += WIDTH) {
      if (!isFree(i)) {
        BlobTable.Row row =
            new BlobTable.Row(
                slots[i + HIGH], slots[i + LOW], slots[i + PLACE], (int) slots[i + LENGTH]);
        if (row.compareTo(last) > 0) {
          to.add(row);
        }
      }
    }
  }

  private boolean isFree(int slot) {
    return slots[slot + PLACE] == 0;
  }

  private int find(long high, long low) {
    int i = home(high);
    while (!isFree(i) && (slots[i + HIGH] != high || slots[i + LOW] != low)) {
      i = next(i);
    }
    return i;
  }

  /** The parts go by the first byte: the slot goes by the last four of the key's first half. */
  private int home(long high) {
    return (int) ((high & 0xffff_ffffL) * (slots.length / WIDTH) >>> 32) * WIDTH;
  }

  private int next(int slot) {
    return slot + WIDTH == slots.length ? 0 : slot + WIDTH;
  }

  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + slots.length;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[old.length / WIDTH * 3 / 2 * WIDTH];
    for (int i = 0; i < old.length; i += WIDTH) {
      if (old[i + PLACE] != 0) {
        System.arraycopy(old, i, slots, find(old[i + HIGH], old[i + LOW]), WIDTH);
      }
    }
  }
}
