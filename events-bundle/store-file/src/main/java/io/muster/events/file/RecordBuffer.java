package io.muster.events.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Encodes records one after the other, as they will stand in a segment with a certain salt. */
final class RecordBuffer {
  private static final int KEPT = 1 << 20;

  private byte[] bytes = new byte[64 << 10];
  private int length;
  private long salt;

  /** Begins anew. */
  void reset(long newSalt) {
    salt = newSalt;
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[KEPT];
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Adds a record whose body is made of two parts; returns where it begins. */
  int record(byte kind, byte[] head, byte[] rest) {
    int body = head.length + rest.length;
    int at = reserve(Format.sizeOf(body));
    int from = at + Format.RECORD_HEADER;
    System.arraycopy(head, 0, bytes, from, head.length);
    System.arraycopy(rest, 0, bytes, from + head.length, rest.length);
    ByteBuffer header = ByteBuffer.wrap(bytes, at, Format.RECORD_HEADER).slice();
    header.putInt(4, body).putInt(8, Format.check(salt, bytes, from, body)).put(12, kind);
    header.putInt(0, Format.check(salt, bytes, at + 4, Format.RECORD_HEADER - 4));
    return at;
  }

  int name(String name) {
    return record(Format.NAME, name.getBytes(StandardCharsets.US_ASCII), new byte[0]);
  }

  int entry(LogId id, long number, byte[] entry) {
    return record(Format.ENTRY, longs(id.high(), id.low(), number), entry);
  }

  int truncate(LogId id, long first, long next) {
    return record(Format.TRUNCATE, longs(id.high(), id.low(), first, next), new byte[0]);
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
    int at = length;
    length += size;
    if (length > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, bytes.length * 2));
    }
    Arrays.fill(bytes, at, length, (byte) 0);
    return at;
  }
}
