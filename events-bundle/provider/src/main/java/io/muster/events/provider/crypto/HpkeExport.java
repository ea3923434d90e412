package io.muster.events.provider.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * {@code Context.Export} of HPKE (RFC 9180, section 5.3) for DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, ChaCha20-Poly1305 and 32 bytes.
 */
final class HpkeExport {
  private static final byte[] LABELED = {
    0, 32, 'H', 'P', 'K', 'E', '-', 'v', '1', 'H', 'P', 'K', 'E', 0, 0x20, 0, 1, 0, 3, 's', 'e', 'c'
  };

  private HpkeExport() {}

  /** Returns LabeledExpand(exporter secret, "sec", context, 32): one round of HKDF-Expand. */
  static byte[] export(byte[] exporterSecret, byte[] context) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(exporterSecret, "HmacSHA256"));
      mac.update(LABELED);
      mac.update(context);
      mac.update((byte) 1);
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java platform has HMAC-SHA-256", e);
    }
  }
}
