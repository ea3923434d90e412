package io.muster.events;

import java.util.Arrays;
import java.util.HexFormat;

/** The name of an event: 16 bytes, unique for each server key, stable over restarts. Immutable. */
public final class EventId implements Comparable<EventId> {
  /** Length, in bytes. */
  public static final int BYTES = 16;

  private final byte[] bytes;

  /** Computed when it is first asked for, by any thread: always the same; 0 until then. */
  private int hash;

  private EventId(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Makes an id of its bytes.
   *
   * @param bytes exactly 16 bytes, copied
   * @return the id
   * @throws IllegalArgumentException if the length is wrong
   */
  public static EventId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "An event id has " + BYTES + " bytes, but " + bytes.length + " were given");
    }
    return new EventId(bytes.clone());
  }

  /**
   * Reads an id from its text.
   *
   * @param text 32 hexadecimal digits
   * @return the id
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static EventId parse(String text) {
    if (text.length() != 2 * BYTES) {
      throw new IllegalArgumentException(
          "An event id has 32 hexadecimal digits, not " + text.length());
    }
    return new EventId(HexFormat.of().parseHex(text));
  }

  /**
   * Returns the id's bytes.
   *
   * @return a fresh copy, 16 bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public int compareTo(EventId other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EventId id && Arrays.equals(bytes, id.bytes);
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = Arrays.hashCode(bytes);
      hash = known;
    }
    return known;
  }

  /** Returns 32 lower-case hexadecimal digits, readable by {@link #parse}. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
