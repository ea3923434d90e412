package io.muster.identity;

import io.muster.peer.PeerKey;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** The X25519 keys that belong to an Ed25519 identity (key id 0). */
final class X25519Keys {
  private static final BigInteger P =
      BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private X25519Keys() {}

  /** The clamped scalar of RFC 8032, section 5.1.5, steps 1 and 2. */
  static byte[] privateKey(byte[] seed) {
    SHA512Digest digest = new SHA512Digest();
    digest.update(seed, 0, seed.length);
    byte[] hash = new byte[64];
    digest.doFinal(hash, 0);
    byte[] scalar = Arrays.copyOf(hash, X25519.SCALAR_SIZE);
    Arrays.fill(hash, (byte) 0);
    X25519.clampPrivateKey(scalar);
    return scalar;
  }

  /** The birational map {@code u = (1 + y) / (1 - y)} of RFC 7748, section 4.1. */
  static byte[] publicKey(PeerKey key) {
    byte[] encoded = key.bytes();
    if (!Ed25519.validatePublicKeyFull(encoded, 0)) {
      throw new IllegalArgumentException(
          "Nothing can be sealed for " + key + ": it is not a point of prime order on the curve");
    }
    encoded[31] &= 0x7f;
    BigInteger y = new BigInteger(1, reversed(encoded));
    BigInteger u = BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(P)).mod(P);
    byte[] bigEndian = new byte[32];
    byte[] digits = u.toByteArray();
    int skip = Math.max(0, digits.length - 32);
    System.arraycopy(digits, skip, bigEndian, 32 - digits.length + skip, digits.length - skip);
    return reversed(bigEndian);
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    return turned;
  }
}
