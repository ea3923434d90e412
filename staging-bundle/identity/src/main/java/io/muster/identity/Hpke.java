package io.muster.identity;

import io.muster.peer.Encapsulation;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * HPKE in base mode as far as the exporter secret (RFC 9180): DHKEM(X25519, HKDF-SHA256),
 * HKDF-SHA256, and ChaCha20-Poly1305 in the suite's name.
 */
final class Hpke {
  private static final byte[] VERSION = ascii("HPKE-v1");
  private static final byte[] KEM_SUITE = {'K', 'E', 'M', 0x00, 0x20};
  private static final byte[] SUITE = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};
  private static final byte[] MODE_BASE = {0};
  private static final byte[] NONE = {};

  private Hpke() {}

  /** DeriveKeyPair of section 7.1.3: the private key for 32 bytes of key material. */
  static byte[] derivePrivate(byte[] keyMaterial) {
    byte[] prk = labeledExtract(KEM_SUITE, NONE, "dkp_prk", keyMaterial);
    return labeledExpand(KEM_SUITE, prk, "sk", NONE);
  }

  /** The public key of a private one. */
  static byte[] publicKey(byte[] privateKey) {
    byte[] key = new byte[X25519.POINT_SIZE];
    X25519.scalarMultBase(privateKey, 0, key, 0);
    return key;
  }

  /** SetupBaseS with a given ephemeral private key. */
  static Encapsulation send(byte[] ephemeral, byte[] recipient, byte[] info) {
    byte[] encapsulated = publicKey(ephemeral);
    byte[] shared = sharedSecret(agree(ephemeral, recipient), encapsulated, recipient);
    return new Encapsulation(encapsulated, exporterSecret(shared, info));
  }

  /** SetupBaseR. */
  static byte[] receive(byte[] privateKey, byte[] encapsulated, byte[] info) {
    byte[] agreed = agree(privateKey, encapsulated);
    return exporterSecret(sharedSecret(agreed, encapsulated, publicKey(privateKey)), info);
  }

  private static byte[] agree(byte[] privateKey, byte[] publicKey) {
    byte[] agreed = new byte[X25519.POINT_SIZE];
    if (!X25519.calculateAgreement(privateKey, 0, publicKey, 0, agreed, 0)) {
      throw new IllegalArgumentException(
          "This X25519 key gives an all-zero shared secret: it is a point of small order");
    }
    return agreed;
  }

  private static byte[] sharedSecret(byte[] agreed, byte[] encapsulated, byte[] recipient) {
    byte[] prk = labeledExtract(KEM_SUITE, NONE, "eae_prk", agreed);
    return labeledExpand(KEM_SUITE, prk, "shared_secret", concat(encapsulated, recipient));
  }

  private static byte[] exporterSecret(byte[] shared, byte[] info) {
    byte[] context =
        concat(
            MODE_BASE,
            labeledExtract(SUITE, NONE, "psk_id_hash", NONE),
            labeledExtract(SUITE, NONE, "info_hash", info));
    byte[] secret = labeledExtract(SUITE, shared, "secret", NONE);
    return labeledExpand(SUITE, secret, "exp", context);
  }

  private static byte[] labeledExtract(byte[] suite, byte[] salt, String label, byte[] input) {
    return Hkdf.extract(salt, VERSION, suite, ascii(label), input);
  }

  private static byte[] labeledExpand(byte[] suite, byte[] prk, String label, byte[] info) {
    byte[] length = {0, Hkdf.BYTES};
    return Hkdf.expand(prk, concat(length, VERSION, suite, ascii(label), info), Hkdf.BYTES);
  }

  static byte[] concat(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
