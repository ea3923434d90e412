package io.muster.events.file;

import java.nio.ByteBuffer;

/**
 * Where the blobs are, by the first 16 bytes of their hashes: 28 bytes for a slot, open addressing
 * with linear probing. Guarded by the {@link Index}.
 */
final class BlobTable {
  private long[] keys = new long[32];
  private long[] places = new long[16];
  private int[] lengths = new int[16];
  private int count;

  int size() {
    return count;
  }

  /** The place, or 0. */
  long place(byte[] hash) {
    return places[find(high(hash), low(hash))];
  }

  int length(byte[] hash) {
    return lengths[find(high(hash), low(hash))];
  }

  void put(byte[] hash, long place, int length) {
    if ((count + 1) * 3 > places.length * 2) {
      grow();
    }
    set(find(high(hash), low(hash)), new long[] {high(hash), low(hash), place}, length);
  }

  void remove(byte[] hash) {
    int hole = find(high(hash), low(hash));
    if (places[hole] == 0) {
      return;
    }
    count--;
    places[hole] = 0;
    int mask = places.length - 1;
    for (int i = (hole + 1) & mask; places[i] != 0; i = (i + 1) & mask) {
      int home = home(keys[2 * i]);
      if (((i - home) & mask) >= ((i - hole) & mask)) {
        move(i, hole);
        hole = i;
      }
    }
  }

  private void set(int slot, long[] keyAndPlace, int length) {
    count += places[slot] == 0 ? 1 : 0;
    keys[2 * slot] = keyAndPlace[0];
    keys[2 * slot + 1] = keyAndPlace[1];
    places[slot] = keyAndPlace[2];
    lengths[slot] = length;
  }

  private void move(int from, int to) {
    keys[2 * to] = keys[2 * from];
    keys[2 * to + 1] = keys[2 * from + 1];
    places[to] = places[from];
    lengths[to] = lengths[from];
    places[from] = 0;
  }

  private int find(long high, long low) {
    int mask = places.length - 1;
    int i = home(high);
    while (places[i] != 0 && (keys[2 * i] != high || keys[2 * i + 1] != low)) {
      i = (i + 1) & mask;
    }
    return i;
  }

  private int home(long high) {
    return (int) (high ^ (high >>> 32)) & (places.length - 1);
  }

  private void grow() {
    BlobTable larger = new BlobTable();
    larger.keys = new long[keys.length * 2];
    larger.places = new long[places.length * 2];
    larger.lengths = new int[lengths.length * 2];
    for (int i = 0; i < places.length; i++) {
      if (places[i] != 0) {
        long[] kept = {keys[2 * i], keys[2 * i + 1], places[i]};
        larger.set(larger.find(kept[0], kept[1]), kept, lengths[i]);
      }
    }
    keys = larger.keys;
    places = larger.places;
    lengths = larger.lengths;
  }

  private static long high(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong(0);
  }

  private static long low(byte[] hash) {
    return ByteBuffer.wrap(hash).getLong(8);
  }
}
