package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the records of a segment do to the index, in their order: of each its place, length and
 * kind, and the head of its body. So much is kept in memory of the newest segment; of sealed ones
 * it is in a file.
 */
final class SegmentRows {
  /** Beyond this a segment is read record by record when the store is opened. */
  static final int MAX_BYTES = 32 << 20;

  private static final int FIXED = 9;

  private byte[] bytes = new byte[1024];
  private int length;
  private boolean endsWithEnd;

  /** Is told the rows. */
  @FunctionalInterface
  interface Visitor {
    /**
     * A row.
     *
     * @param head the beginning of the body, as long as {@link Format#headLength} says
     */
    void row(long at, byte kind, ByteBuffer head, int bodyLength) throws IOException;
  }

  /** False if there are too many: then nothing is kept of any. */
  boolean isComplete() {
    return length <= MAX_BYTES;
  }

  /** Says whether the last record tells that the store was closed in order. */
  boolean endsWithEnd() {
    return endsWithEnd;
  }

  ByteBuffer encoded() {
    return ByteBuffer.wrap(bytes, 0, length).slice();
  }

  /** Adds a record, of whose body so much is given as says what it does, or more. */
  void add(long at, byte kind, ByteBuffer body, int bodyLength) {
    if (!isComplete()) {
      return;
    }
    int head = Format.headLength(kind, bodyLength, body);
    int to = length;
    length += FIXED + head;
    if (length > bytes.length) {
      boolean complete = isComplete();
      bytes = complete ? Arrays.copyOf(bytes, Math.max(length, bytes.length * 3 / 2)) : new byte[0];
      if (!complete) {
        return;
      }
    }
    ByteBuffer.wrap(bytes, to, FIXED)
        .putInt((int) (at / Format.ALIGNMENT))
        .putInt(bodyLength)
        .put(kind);
    body.get(body.position(), bytes, to + FIXED, head);
    endsWithEnd = kind == Format.END;
  }

  /** Adds records as they were written. */
  void addRecords(ByteBuffer records, long at) {
    for (int from = 0; from < records.limit(); ) {
      int bodyLength = records.getInt(from + 4);
      records.position(from + Format.RECORD_HEADER);
      add(at + from, records.get(from + 12), records, bodyLength);
      from += Format.sizeOf(bodyLength);
    }
  }

  /** Says whether rows can be read, and lie one behind the other before {@code covered}. */
  static boolean areSound(ByteBuffer rows, long covered) {
    ByteBuffer in = rows.duplicate();
    long end = Format.SEGMENT_HEADER;
    while (in.remaining() >= FIXED) {
      long at = (in.getInt() & 0xffff_ffffL) * Format.ALIGNMENT;
      int bodyLength = in.getInt();
      byte kind = in.get();
      boolean isKind = Format.isKnown(kind) || Format.isOptional(kind);
      if (!isKind || at < end || bodyLength < 0 || bodyLength > Format.MAX_BODY) {
        return false;
      }
      end = at + Format.sizeOf(bodyLength);
      if (kind == Format.CELL && !in.hasRemaining()) {
        return false;
      }
      int head = Format.headLength(kind, bodyLength, in);
      if (end > covered
          || head > in.remaining()
          || !Format.isPossible(kind, bodyLength, in.slice(in.position(), head))) {
        return false;
      }
      in.position(in.position() + head);
    }
    return !in.hasRemaining();
  }

  /** Shows rows, and returns a copy that can grow. */
  static SegmentRows read(ByteBuffer rows, Visitor visitor) throws IOException {
    SegmentRows copy = new SegmentRows();
    copy.length = rows.remaining();
    copy.bytes = new byte[copy.length];
    rows.get(rows.position(), copy.bytes);
    while (rows.hasRemaining()) {
      long at = (rows.getInt() & 0xffff_ffffL) * Format.ALIGNMENT;
      int bodyLength = rows.getInt();
      byte kind = rows.get();
      int head = Format.headLength(kind, bodyLength, rows);
      visitor.row(at, kind, rows.slice(rows.position(), head), bodyLength);
      rows.position(rows.position() + head);
      copy.endsWithEnd = kind == Format.END;
    }
    return copy;
  }
}
