package io.muster.events.file;

import java.util.Collection;

/**
 * A part of the {@link BlobTable}: 28 bytes for a slot, open addressing with linear probing, at
 * most three quarters full. A place of 0 is a free slot.
 */
final class BlobPart {
  private long[] keys = new long[16];
  private long[] places = new long[8];
  private int[] lengths = new int[8];
  private int count;

  long place(BlobTable.Row key) {
    return places[find(key.high(), key.low())];
  }

  int length(BlobTable.Row key) {
    return lengths[find(key.high(), key.low())];
  }

  /** Says whether it is new. */
  boolean put(BlobTable.Row row) {
    if ((count + 1) * 4 > places.length * 3) {
      grow();
    }
    int slot = find(row.high(), row.low());
    boolean isNew = places[slot] == 0;
    count += isNew ? 1 : 0;
    set(slot, row.high(), row.low(), row.place());
    lengths[slot] = row.length();
    return isNew;
  }

  private void set(int slot, long high, long low, long place) {
    keys[2 * slot] = high;
    keys[2 * slot + 1] = low;
    places[slot] = place;
  }

  /** Says whether it was there. */
  boolean remove(BlobTable.Row key) {
    int hole = find(key.high(), key.low());
    if (places[hole] == 0) {
      return false;
    }
    count--;
    places[hole] = 0;
    for (int i = next(hole); places[i] != 0; i = next(i)) {
      int home = home(keys[2 * i]);
      if (distance(home, i) >= distance(hole, i)) {
        move(i, hole);
        hole = i;
      }
    }
    return true;
  }

  void addAfter(BlobTable.Row last, Collection<BlobTable.Row> to) {
    for (int i = 0; i < places.length; i++) {
      if (places[i] != 0) {
        BlobTable.Row row = new BlobTable.Row(keys[2 * i], keys[2 * i + 1], places[i], lengths[i]);
        if (row.compareTo(last) > 0) {
          to.add(row);
        }
      }
    }
  }

  private void move(int from, int to) {
    set(to, keys[2 * from], keys[2 * from + 1], places[from]);
    lengths[to] = lengths[from];
    places[from] = 0;
  }

  private int find(long high, long low) {
    int i = home(high);
    while (places[i] != 0 && (keys[2 * i] != high || keys[2 * i + 1] != low)) {
      i = next(i);
    }
    return i;
  }

  /** The parts go by the first byte: the slot goes by the last four of the key's first half. */
  private int home(long high) {
    return (int) ((high & 0xffff_ffffL) * places.length >>> 32);
  }

  private int next(int slot) {
    return slot + 1 == places.length ? 0 : slot + 1;
  }

  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + places.length;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldPlaces = places;
    int[] oldLengths = lengths;
    int capacity = places.length * 3 / 2;
    keys = new long[capacity * 2];
    places = new long[capacity];
    lengths = new int[capacity];
    for (int i = 0; i < oldPlaces.length; i++) {
      if (oldPlaces[i] != 0) {
        int slot = find(oldKeys[2 * i], oldKeys[2 * i + 1]);
        set(slot, oldKeys[2 * i], oldKeys[2 * i + 1], oldPlaces[i]);
        lengths[slot] = oldLengths[i];
      }
    }
  }
}
