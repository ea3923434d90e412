package io.muster.events.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Where the blobs are, by the first 16 bytes of their hashes: 256 parts by the first byte, so that
 * growing copies little at a time and hashes can be listed in order. About 51 bytes for a blob.
 * Guarded by the {@link Index}.
 */
final class BlobTable {
  private static final int PARTS = 256;

  private final BlobPart[] parts = new BlobPart[PARTS];
  private int count;

  /** A blob's key, which orders as the hashes do, and where it is. */
  record Row(long high, long low, long place, int length) implements Comparable<Row> {
    static Row of(byte[] hash, long place, int length) {
      ByteBuffer in = ByteBuffer.wrap(hash);
      return new Row(in.getLong(0), in.getLong(8), place, length);
    }

    int part() {
      return (int) (high >>> 56);
    }

    @Override
    public int compareTo(Row other) {
      int order = Long.compareUnsigned(high, other.high);
      return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }
  }

  int size() {
    return count;
  }

  /** The place, or 0. */
  long place(byte[] hash) {
    return place(Row.of(hash, 0, 0));
  }

  long place(Row key) {
    BlobPart part = parts[key.part()];
    return part == null ? 0 : part.place(key);
  }

  int length(byte[] hash) {
    return length(Row.of(hash, 0, 0));
  }

  int length(Row key) {
    return parts[key.part()].length(key);
  }

  void put(byte[] hash, long place, int length) {
    int first = hash[0] & 0xff;
    if (parts[first] == null) {
      parts[first] = new BlobPart();
    }
    count += parts[first].put(Row.of(hash, place, length)) ? 1 : 0;
  }

  void remove(byte[] hash) {
    BlobPart part = parts[hash[0] & 0xff];
    count -= part != null && part.remove(Row.of(hash, 0, 0)) ? 1 : 0;
  }

  /** The next rows in the order of the hashes. */
  List<Row> after(Row last, int max) {
    List<Row> rows = new ArrayList<>();
    for (int part = last.part(); part < PARTS && rows.size() < max; part++) {
      List<Row> some = new ArrayList<>();
      if (parts[part] != null) {
        parts[part].addAfter(last, some);
      }
      Collections.sort(some);
      rows.addAll(some.subList(0, Math.min(some.size(), max - rows.size())));
    }
    return rows;
  }
}
