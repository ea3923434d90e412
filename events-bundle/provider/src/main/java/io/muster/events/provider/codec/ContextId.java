package io.muster.events.provider.codec;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** The name of a lane's encryption context: 16 bytes. */
public record ContextId(long high, long low) {
  /** Length, in bytes. */
  public static final int BYTES = 16;

  /** Reads the first 16 bytes; throws {@link IllegalArgumentException} if there are fewer. */
  public static ContextId ofFirst(byte[] bytes) {
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException("16 bytes were expected, not " + bytes.length);
    }
    return read(ByteBuffer.wrap(bytes));
  }

  static ContextId read(ByteBuffer from) {
    return new ContextId(from.getLong(), from.getLong());
  }

  /** Returns a fresh copy of the 16 bytes. */
  public byte[] bytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /** Returns 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes());
  }

  // written out: those of records are slow in large maps
  @Override
  public boolean equals(Object other) {
    return other instanceof ContextId id && high == id.high && low == id.low;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(high ^ low);
  }
}
