package io.muster.identity;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The curve of Ed25519 with big integers, slow and simple, to craft signatures nobody may accept.
 */
record Edwards(BigInteger x, BigInteger y) {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  static final Edwards NEUTRAL = new Edwards(BigInteger.ZERO, BigInteger.ONE);
  static final Edwards BASE =
      decode(hex("5866666666666666666666666666666666666666666666666666666666666666"));

  /** A point of order 8. */
  static final Edwards TORSION =
      decode(hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"));

  static byte[] hex(String digits) {
    return java.util.HexFormat.of().parseHex(digits);
  }

  Edwards plus(Edwards other) {
    BigInteger product = D.multiply(x).multiply(other.x).multiply(y).multiply(other.y).mod(P);
    BigInteger sumX = x.multiply(other.y).add(y.multiply(other.x));
    BigInteger sumY = y.multiply(other.y).add(x.multiply(other.x));
    return new Edwards(
        sumX.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
        sumY.multiply(BigInteger.ONE.subtract(product).modInverse(P)).mod(P));
  }

  Edwards times(BigInteger factor) {
    Edwards sum = NEUTRAL;
    for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
      sum = sum.plus(sum);
      sum = factor.testBit(bit) ? sum.plus(this) : sum;
    }
    return sum;
  }

  byte[] encode() {
    byte[] bytes = littleEndian(y);
    bytes[31] |= (byte) (x.testBit(0) ? 0x80 : 0);
    return bytes;
  }

  static Edwards decode(byte[] bytes) {
    byte[] copy = bytes.clone();
    copy[31] &= 0x7f;
    BigInteger y = number(copy);
    BigInteger y2 = y.multiply(y).mod(P);
    BigInteger x2 =
        y2.subtract(BigInteger.ONE)
            .multiply(D.multiply(y2).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    BigInteger x = x2.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!x.multiply(x).mod(P).equals(x2)) {
      BigInteger root = BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
      x = x.multiply(root).mod(P);
    }
    return new Edwards(x.testBit(0) == (bytes[31] < 0) ? x : P.subtract(x), y);
  }

  static BigInteger number(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < bigEndian.length; i++) {
      bigEndian[i] = littleEndian[bigEndian.length - 1 - i];
    }
    return new BigInteger(1, bigEndian);
  }

  static byte[] littleEndian(BigInteger number) {
    byte[] bytes = new byte[32];
    BigInteger rest = number;
    for (int i = 0; i < 32; i++) {
      bytes[i] = rest.byteValue();
      rest = rest.shiftRight(8);
    }
    return bytes;
  }

  /** {@code SHA-512(R ‖ A ‖ M) mod L}. */
  static BigInteger challenge(byte[] r, byte[] a, byte[] message) {
    try {
      return number(MessageDigest.getInstance("SHA-512").digest(Hpke.concat(r, a, message))).mod(L);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
