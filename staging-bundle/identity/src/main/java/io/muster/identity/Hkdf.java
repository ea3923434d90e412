package io.muster.identity;

import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** HKDF-SHA256 (RFC 5869) in its two steps. */
final class Hkdf {
  static final int BYTES = 32;

  private Hkdf() {}

  /** {@code PRK = HMAC(salt, input)}. */
  static byte[] extract(byte[] salt, byte[]... input) {
    return hmac(salt, input);
  }

  /** The first {@code length} bytes, at most 8160, of {@code T(1) ‖ T(2) ‖ …}. */
  static byte[] expand(byte[] prk, byte[] info, int length) {
    byte[] output = new byte[length];
    byte[] block = {};
    for (int done = 0, counter = 1; done < length; done += BYTES, counter++) {
      block = hmac(prk, block, info, new byte[] {(byte) counter});
      System.arraycopy(block, 0, output, done, Math.min(BYTES, length - done));
    }
    Arrays.fill(block, (byte) 0);
    return output;
  }

  private static byte[] hmac(byte[] key, byte[]... parts) {
    HMac mac = new HMac(new SHA256Digest());
    mac.init(new KeyParameter(key));
    for (byte[] part : parts) {
      mac.update(part, 0, part.length);
    }
    byte[] output = new byte[BYTES];
    mac.doFinal(output, 0);
    return output;
  }
}
