package io.muster.peer;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * An Ed25519 public key: the name of a peer. Immutable, 32 bytes, canonically encoded and not of
 * small order (RFC 8032, section 5.1; a key of small order would verify forged signatures).
 *
 * <p>Text form: standard base64 with padding, 44 characters. {@code @…=.ed25519} is accepted too.
 * The order is that of the bytes, unsigned.
 */
public final class PeerKey implements Comparable<PeerKey> {
  /** Length of a key, in bytes. */
  public static final int BYTES = 32;

  private static final String SIGIL = "@";
  private static final String SUFFIX = ".ed25519";

  /** Length of the text form, in characters. */
  static final int TEXT_LENGTH = 44;

  private final byte[] bytes;

  /** Computed when it is first asked for, by any thread: always the same; 0 until then. */
  private int hash;

  private PeerKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Makes a key of its bytes.
   *
   * @param bytes exactly 32 bytes, copied
   * @return the key
   * @throws IllegalArgumentException if the length is wrong, the encoding is not canonical or the
   *     point has small order
   */
  public static PeerKey of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "A peer key has " + BYTES + " bytes, but " + bytes.length + " were given");
    }
    byte[] copy = bytes.clone();
    Ed25519Points.requireUsable(copy);
    return new PeerKey(copy);
  }

  /**
   * Reads a key from its text.
   *
   * @param text base64 (44 characters), or the same between {@code @} and {@code .ed25519}
   * @return the key
   * @throws IllegalArgumentException if the text is no such key; the message says what was expected
   */
  public static PeerKey parse(String text) {
    String plain = text;
    if (plain.startsWith(SIGIL) && plain.endsWith(SUFFIX)) {
      plain = plain.substring(SIGIL.length(), plain.length() - SUFFIX.length());
    }
    if (plain.length() != TEXT_LENGTH) {
      throw unreadable(text);
    }
    byte[] decoded = decode(plain, 0);
    if (decoded == null) {
      throw unreadable(text);
    }
    return of(decoded);
  }

  /** The key whose text stands in another one, or empty if what stands there is no usable key. */
  static Optional<PeerKey> find(String text, int start) {
    byte[] decoded = decode(text, start);
    try {
      return decoded == null ? Optional.empty() : Optional.of(new PeerKey(usable(decoded)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a point of small order, or not canonical
    }
  }

  private static byte[] usable(byte[] bytes) {
    Ed25519Points.requireUsable(bytes);
    return bytes;
  }

  /** The bytes of 44 characters of canonical base64; null if they are none. */
  private static byte[] decode(String text, int start) {
    String plain = text.substring(start, start + TEXT_LENGTH);
    try {
      byte[] decoded = Base64.getDecoder().decode(plain);
      boolean canonical =
          decoded.length == BYTES && Base64.getEncoder().encodeToString(decoded).equals(plain);
      return canonical ? decoded : null;
    } catch (IllegalArgumentException e) {
      return null; // not base64
    }
  }

  private static IllegalArgumentException unreadable(String text) {
    String shown = text.length() <= 80 ? text : text.substring(0, 80) + "…";
    return new IllegalArgumentException(
        "'"
            + shown
            + "' is not a peer key: expected 44 characters of canonical base64, as 'muster:whoami'"
            + " prints it, or the same as @…=.ed25519");
  }

  /**
   * Returns the key's bytes.
   *
   * @return a fresh copy, 32 bytes
   */
  public byte[] bytes() {
    return bytes.clone();
  }

  /**
   * Returns a short form for people, not unique.
   *
   * @return the first 8 characters of the text form
   */
  public String shortText() {
    return toString().substring(0, 8);
  }

  @Override
  public int compareTo(PeerKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerKey key && Arrays.equals(bytes, key.bytes);
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

  /** Returns the text form: base64, 44 characters, readable by {@link #parse}. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
