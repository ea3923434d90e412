package io.muster.events.provider.codec;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes with a value's equality. */
public final class Bytes {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Copies. */
  public static Bytes of(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes.clone());
  }

  /** Keeps the array, which nobody may change any more. */
  public static Bytes owning(byte[] bytes) {
    return bytes.length == 0 ? EMPTY : new Bytes(bytes);
  }

  static Bytes read(ByteBuffer from, int length) {
    if (length == 0) {
      return EMPTY;
    }
    byte[] fresh = new byte[length];
    from.get(fresh);
    return new Bytes(fresh);
  }

  /** Returns how many bytes there are. */
  public int length() {
    return content.length;
  }

  /** Says whether there are none. */
  public boolean isEmpty() {
    return content.length == 0;
  }

  /** Returns a fresh copy. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Returns the array itself, which nobody may change. */
  public byte[] shared() {
    return content;
  }

  void writeTo(ByteBuffer to) {
    to.put(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Returns lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(content);
  }
}
