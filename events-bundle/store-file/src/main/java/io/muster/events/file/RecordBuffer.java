package io.muster.events.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Encodes records one after the other, as they will stand in a segment with a certain salt. */
final class RecordBuffer {
  private static final byte[] NOTHING = {};
  private static final int LEAST = 4 << 10;

  private final boolean direct;
  private ByteBuffer bytes;
  private long salt;

  private RecordBuffer(boolean direct) {
    this.direct = direct;
    this.bytes = ByteBuffer.allocate(0);
  }

  /** In the heap. */
  RecordBuffer() {
    this(false);
  }

  /** Outside of the heap: written to disk without being copied once more. */
  static RecordBuffer direct() {
    return new RecordBuffer(true);
  }

  /** Begins anew. */
  void reset(long newSalt) {
    salt = newSalt;
    bytes.clear();
  }

  /** What was encoded. */
  ByteBuffer encoded() {
    return bytes.duplicate().flip();
  }

  int length() {
    return bytes.position();
  }

  /** Adds a record whose body is made of two parts; returns where it begins. */
  int record(byte kind, byte[] head, byte[] rest) {
    return record(kind, head, rest, Group.BEFORE);
  }

  /** Adds a record that is nothing without what begins at {@code from}, should that be before. */
  private int record(byte kind, byte[] head, byte[] rest, int from) {
    int body = head.length + rest.length;
    int at = reserve(Format.sizeOf(body));
    int bodyAt = at + Format.RECORD_HEADER;
    int end = bodyAt + body;
    bytes.put(bodyAt, head).put(bodyAt + head.length, rest);
    bytes.putLong(at, body & 0xffff_ffffL);
    bytes.putInt(at + 8, Format.check(salt, bytes.duplicate().position(bodyAt).limit(end)));
    bytes.putInt(at + 12, kind << 24 | Math.max(0, at - from) / Format.ALIGNMENT);
    bytes.putInt(at, Format.check(salt, bytes.duplicate().position(at + 4).limit(bodyAt)));
    return at;
  }

  int name(String name) {
    return record(Format.NAME, name.getBytes(StandardCharsets.US_ASCII), NOTHING);
  }

  /**
   * Adds an entry.
   *
   * @param from where the first blob begins that it names, in this buffer, or {@link Group#BEFORE}
   */
  int entry(LogId id, long number, byte[] entry, int from) {
    return record(Format.ENTRY, longs(id.high(), id.low(), number), entry, from);
  }

  int truncate(LogId id, long first, long next) {
    return record(Format.TRUNCATE, longs(id.high(), id.low(), first, next), NOTHING);
  }

  int cell(String name, byte[] content) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    byte[] head = new byte[text.length + 1];
    head[0] = (byte) text.length;
    System.arraycopy(text, 0, head, 1, text.length);
    return record(Format.CELL, head, content);
  }

  private static byte[] longs(long... values) {
    ByteBuffer out = ByteBuffer.allocate(values.length * Long.BYTES);
    for (long value : values) {
      out.putLong(value);
    }
    return out.array();
  }

  private int reserve(int size) {
    int at = bytes.position();
    if (bytes.remaining() < size) {
      int capacity = Math.max(Math.max(at + size, bytes.capacity() * 2), LEAST);
      ByteBuffer larger =
          direct ? ByteBuffer.allocateDirect(capacity) : ByteBuffer.allocate(capacity);
      bytes = larger.put(bytes.flip());
    }
    bytes.position(at + size).putLong(at + size - Long.BYTES, 0); // ends with zeros
    return at;
  }
}
