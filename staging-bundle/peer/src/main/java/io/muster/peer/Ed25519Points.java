package io.muster.peer;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;

/**
 * Which encodings of Edwards points may be peer keys (RFC 8032, section 5.1.3; the y coordinates of
 * small order are those of the torsion subgroup of order 8).
 */
final class Ed25519Points {
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

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

  /** Throws {@link IllegalArgumentException} unless the 32 bytes can be a peer key. */
  static void requireUsable(byte[] key) {
    if (SMALL_ORDER_Y.stream().anyMatch(y -> sameY(y, key))) {
      throw new IllegalArgumentException(
          "This key is a point of small order: anybody could forge its signatures. Use another key");
    }
    if (y(key).compareTo(P) >= 0) {
      throw new IllegalArgumentException(
          "This key is not canonically encoded: its y coordinate is not below 2^255 - 19");
    }
  }

  private static boolean sameY(byte[] y, byte[] key) {
    int difference = (y[31] ^ key[31]) & 0x7f;
    for (int i = 0; i < 31; i++) {
      difference |= y[i] ^ key[i];
    }
    return difference == 0;
  }

  private static BigInteger y(byte[] key) {
    byte[] bigEndian = new byte[32];
    for (int i = 0; i < 32; i++) {
      bigEndian[i] = key[31 - i];
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }
}
