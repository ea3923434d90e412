package io.muster.identity;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF-SHA256 (RFC 5869) in its two steps. */
final class Hkdf {
  static final int BYTES = 32;

  private static final String HMAC = "HmacSHA256";

  /** HMAC fills a short key up with zeros; the platform refuses an empty one. */
  private static final byte[] NO_KEY = {0};

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

  /** That of the platform: on most machines its SHA-256 is the processor's. */
  private static byte[] hmac(byte[] key, byte[]... parts) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key.length == 0 ? NO_KEY : key, HMAC));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
    }
  }
}
