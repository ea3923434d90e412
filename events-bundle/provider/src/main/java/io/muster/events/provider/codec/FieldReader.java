package io.muster.events.provider.codec;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads fields strictly: whatever is not the one form of a value is a {@link MalformedException}.
 */
public final class FieldReader {
  /** Latest time and longest span, in ms. */
  public static final long MAX_TIME = (1L << 53) - 1;

  private final ByteBuffer buffer;

  /** Reads from the buffer's position to its limit. */
  public FieldReader(ByteBuffer buffer) {
    this.buffer = buffer.slice();
  }

  /** Reads an array from its beginning to its end. */
  public FieldReader(byte[] bytes) {
    this(ByteBuffer.wrap(bytes));
  }

  private ByteBuffer need(int bytes) {
    if (buffer.remaining() < bytes) {
      throw new MalformedException(
          "It ends at "
              + buffer.limit()
              + " where "
              + bytes
              + " bytes should follow "
              + buffer.position());
    }
    return buffer;
  }

  /** Reads 0 to 255. */
  public int u8() {
    return need(1).get() & 0xff;
  }

  /** Reads a number up to a maximum. */
  public int u8(int max) {
    return (int) upTo(u8(), max);
  }

  /** Reads 0 to 65535. */
  public int u16() {
    return need(2).getShort() & 0xffff;
  }

  /** Reads 0 to 2^31 - 1 of four bytes. */
  public int u32() {
    return (int) upTo(need(4).getInt(), Integer.MAX_VALUE);
  }

  /** Reads 0 to 2^63 - 1 of eight bytes. */
  public long u64() {
    return upTo(need(8).getLong(), Long.MAX_VALUE);
  }

  /** Reads a time or span, in ms, 0 to 2^53 - 1. */
  public long time() {
    return upTo(u64(), MAX_TIME);
  }

  /** Reads 1 or 0. */
  public boolean flag() {
    return u8(1) == 1;
  }

  /** Reads 32 bytes. */
  public Hash hash() {
    return Hash.read(need(Hash.BYTES));
  }

  /** Reads 32 bytes. */
  public FeedId feed() {
    return new FeedId(hash());
  }

  /** Reads 32 bytes that are a key. */
  public PeerKey key() {
    byte[] bytes = raw(PeerKey.BYTES);
    try {
      return PeerKey.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new MalformedException("No peer key: " + e.getMessage(), e);
    }
  }

  /** Reads 16 bytes. */
  public EventId event() {
    return EventId.of(raw(EventId.BYTES));
  }

  /** Reads 16 bytes. */
  public RunId run() {
    return RunId.read(need(RunId.BYTES));
  }

  /** Reads 16 bytes. */
  public ContextId context() {
    return ContextId.read(need(ContextId.BYTES));
  }

  /** Reads 40 bytes: a place, or zeros for none. */
  public Position position() {
    FeedId feed = feed();
    long seq = u64();
    try {
      return new Position(feed, seq);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(e.getMessage(), e);
    }
  }

  /** Reads a number, at most {@code max}, and so many times 72 bytes. */
  public List<FeedHead> heads(int max) {
    int count = (int) upTo(u16(), max);
    List<FeedHead> heads = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      heads.add(head());
    }
    return List.copyOf(heads);
  }

  /** Reads 72 bytes. */
  public FeedHead head() {
    FeedId feed = feed();
    long seq = u64();
    Hash head = hash();
    try {
      return new FeedHead(feed, seq, head);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(e.getMessage(), e);
    }
  }

  /** Reads a length, two bytes, at most {@code max}, and so many bytes. */
  public Bytes prefixed(int max) {
    int length = (int) upTo(u16(), max);
    return Bytes.read(need(length), length);
  }

  /** Reads so many bytes. */
  public byte[] raw(int length) {
    upTo(length, Integer.MAX_VALUE);
    ByteBuffer from = need(length);
    byte[] fresh = new byte[length];
    from.get(fresh);
    return fresh;
  }

  /** Reads the tail of an entry: a length, two bytes, and so many bytes. */
  public Bytes tail() {
    return prefixed(0xffff);
  }

  /** Reads so many bytes. */
  public Bytes bytes(int length) {
    upTo(length, Integer.MAX_VALUE);
    return Bytes.read(need(length), length);
  }

  /** Reads what is left. */
  public Bytes rest() {
    return Bytes.read(buffer, buffer.remaining());
  }

  /** Returns how many bytes are left. */
  public int remaining() {
    return buffer.remaining();
  }

  /** Requires that nothing is left. */
  public void end() {
    if (buffer.hasRemaining()) {
      throw new MalformedException(buffer.remaining() + " bytes follow the last field");
    }
  }

  /** Returns the value, or throws if it is below 0 or above the maximum. */
  public static long upTo(long value, long max) {
    if (value < 0 || value > max) {
      throw new MalformedException(Long.toUnsignedString(value) + " is not between 0 and " + max);
    }
    return value;
  }
}
