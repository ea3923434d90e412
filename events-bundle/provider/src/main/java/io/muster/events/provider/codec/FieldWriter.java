package io.muster.events.provider.codec;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Writes fields, big-endian, into a buffer that grows up to a batch's size. For one use. */
public final class FieldWriter {
  private static final int USUAL = 512;

  private ByteBuffer buffer;

  /** Begins with room for what is usual. */
  public FieldWriter() {
    this(USUAL);
  }

  /** Begins with room for so many bytes: if they are as many in the end, none is copied again. */
  public FieldWriter(int bytes) {
    buffer = ByteBuffer.allocate(bytes);
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int size = Math.max(2 * buffer.capacity(), buffer.position() + bytes);
      buffer = ByteBuffer.allocate(size).put(buffer.flip());
    }
    return buffer;
  }

  /** Writes 0 to 255. */
  public FieldWriter u8(int value) {
    room(1).put((byte) require(value, 0xff));
    return this;
  }

  /** Writes 0 to 65535. */
  public FieldWriter u16(int value) {
    room(2).putShort((short) require(value, 0xffff));
    return this;
  }

  /** Writes 0 to 2^31 - 1 in four bytes. */
  public FieldWriter u32(int value) {
    room(4).putInt((int) require(value, Integer.MAX_VALUE));
    return this;
  }

  /** Writes 0 to 2^63 - 1 in eight bytes. */
  public FieldWriter u64(long value) {
    room(8).putLong(require(value, Long.MAX_VALUE));
    return this;
  }

  /** Writes a time or a span, in ms, 0 to 2^53 - 1, in eight bytes. */
  public FieldWriter time(long value) {
    return u64(require(value, FieldReader.MAX_TIME));
  }

  /** Writes 1 or 0. */
  public FieldWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  /** Writes 32 bytes. */
  public FieldWriter hash(Hash value) {
    room(Hash.BYTES).putLong(value.a()).putLong(value.b()).putLong(value.c()).putLong(value.d());
    return this;
  }

  /** Writes 32 bytes. */
  public FieldWriter feed(FeedId value) {
    return hash(value.value());
  }

  /** Writes 32 bytes. */
  public FieldWriter key(PeerKey value) {
    return raw(value.bytes());
  }

  /** Writes 16 bytes. */
  public FieldWriter event(EventId value) {
    return raw(value.bytes());
  }

  /** Writes 16 bytes. */
  public FieldWriter run(RunId value) {
    room(RunId.BYTES).putLong(value.high()).putLong(value.low());
    return this;
  }

  /** Writes 16 bytes. */
  public FieldWriter context(ContextId value) {
    room(ContextId.BYTES).putLong(value.high()).putLong(value.low());
    return this;
  }

  /** Writes 40 bytes. */
  public FieldWriter position(Position value) {
    return feed(value.feed()).u64(value.seq());
  }

  /** Writes a number, two bytes, and so many times 72 bytes. */
  public FieldWriter heads(List<FeedHead> values) {
    u16(values.size());
    values.forEach(head -> feed(head.feed()).u64(head.seq()).hash(head.head()));
    return this;
  }

  /** Writes a length, two bytes, and so many bytes. */
  public FieldWriter prefixed(Bytes value) {
    u16(value.length());
    value.writeTo(room(value.length()));
    return this;
  }

  /** Writes four bytes again: how many were written behind them. */
  FieldWriter lengthAt(int position) {
    buffer.putInt(position, buffer.position() - position - Integer.BYTES);
    return this;
  }

  /** Writes bytes as they are. */
  public FieldWriter raw(byte[] value) {
    room(value.length).put(value);
    return this;
  }

  /** Writes bytes as they are. */
  public FieldWriter raw(Bytes value) {
    value.writeTo(room(value.length()));
    return this;
  }

  /** Returns how many bytes were written. */
  public int size() {
    return buffer.position();
  }

  /** Returns what was written; nothing is written any more. */
  public byte[] toArray() {
    return toArray(buffer.position());
  }

  /** Returns what was written, with zeros behind it; nothing is written any more. */
  public byte[] toArray(int length) {
    byte[] all = buffer.array();
    return all.length == length ? all : Arrays.copyOf(all, length);
  }

  private static long require(long value, long max) {
    if (value < 0 || value > max) {
      throw new IllegalArgumentException(value + " is not between 0 and " + max);
    }
    return value;
  }
}
