package io.muster.world;

import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;

/**
 * Keys and signatures that cost next to nothing: a signature is a sum of key, purpose and message.
 * Liars of this world do not know how to make it.
 */
final class Words {
  private Words() {}

  static Identity identity(PeerKey key) {
    return new Identity() {
      @Override
      public PeerKey key() {
        return key;
      }

      @Override
      public byte[] sign(String purpose, byte[] message) {
        return signature(key, purpose, message);
      }
    };
  }

  static boolean verify(PeerKey key, String purpose, byte[] message, byte[] signature) {
    return java.util.Arrays.equals(signature(key, purpose, message), signature);
  }

  private static byte[] signature(PeerKey key, String purpose, byte[] message) {
    long sum = key.hashCode() * 31L + purpose.hashCode();
    for (byte b : message) {
      sum = sum * 0x5DEECE66DL + b + 11;
    }
    byte[] bytes = new byte[Identity.SIGNATURE_BYTES];
    for (int i = 0; i < bytes.length; i++) {
      sum = sum * 0x5DEECE66DL + 11;
      bytes[i] = (byte) (sum >>> 40);
    }
    return bytes;
  }

  /** A key that nobody holds a private key for. */
  static PeerKey key(Chance chance) {
    byte[] bytes = new byte[PeerKey.BYTES];
    chance.random().nextBytes(bytes);
    bytes[31] &= 0x3f;
    return PeerKey.of(bytes);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
