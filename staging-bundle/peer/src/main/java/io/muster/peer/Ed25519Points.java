package io.muster.peer;

import java.util.HexFormat;
import java.util.List;

/**
 * Which encodings of Edwards points may be peer keys (RFC 8032, section 5.1.3; the y coordinates of
 * small order are those of the torsion subgroup of order 8).
 */
final class Ed25519Points {
  /** The y coordinates, little-endian, of the points whose order divides 8. */
  private static final List<byte[]> SMALL_ORDER_Y =
      List.of(
          HexFormat.of()
              .parseHex("0100000000000000000000000000000000000000000000000000000000000000"),
          HexFormat.of()
              .parseHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          HexFormat.of()
              .parseHex("0000000000000000000000000000000000000000000000000000000000000000"),
          HexFormat.of()
              .parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
          HexFormat.of()
              .parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  private Ed25519Points() {}

  /**
   * Throws {@link IllegalArgumentException} unless the 32 bytes can be a peer key. Called for every
   * key that is read from network or disk.
   */
  static void requireUsable(byte[] key) {
    for (byte[] y : SMALL_ORDER_Y) {
      if (sameY(y, key)) {
        throw new IllegalArgumentException(
            "This key is a point of small order: anybody could forge its signatures. Use another"
                + " key");
      }
    }
    if (!isBelowP(key)) {
      throw new IllegalArgumentException(
          "This key is not canonically encoded: its y coordinate is not below 2^255 - 19");
    }
  }

  private static boolean sameY(byte[] y, byte[] key) {
    if (y[0] != key[0]) {
      return false;
    }
    int difference = (y[31] ^ key[31]) & 0x7f;
    for (int i = 0; i < 31; i++) {
      difference |= y[i] ^ key[i];
    }
    return difference == 0;
  }

  /** P is ed ff … ff 7f, little-endian: what is not below it begins with ed or more. */
  private static boolean isBelowP(byte[] key) {
    if ((key[31] & 0x7f) != 0x7f || (key[0] & 0xff) < 0xed) {
      return true;
    }
    for (int i = 1; i < 31; i++) {
      if (key[i] != (byte) 0xff) {
        return true;
      }
    }
    return false;
  }
}
