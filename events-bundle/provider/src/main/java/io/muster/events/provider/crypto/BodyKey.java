package io.muster.events.provider.crypto;

import io.muster.events.provider.codec.Hash;
import java.util.Arrays;

/**
 * What a wrap holds: the key of one body, and a digest of its text that only the server computes.
 */
final class BodyKey {
  static final int DIGEST_BYTES = 16;
  static final int BYTES = Aead.KEY_BYTES + DIGEST_BYTES;

  private static final byte[] LABEL = Concat.ascii("muster/ev1/cek");

  private final byte[] key;
  private final byte[] digest;

  BodyKey(byte[] key, byte[] digest) {
    this.key = key;
    this.digest = Arrays.copyOf(digest, DIGEST_BYTES);
  }

  static BodyKey of(byte[] wrapped) {
    if (wrapped.length != BYTES) {
      throw new UnreadableException("A wrap holds " + BYTES + " bytes, not " + wrapped.length);
    }
    byte[] digest = Arrays.copyOfRange(wrapped, Aead.KEY_BYTES, BYTES);
    return new BodyKey(Arrays.copyOf(wrapped, Aead.KEY_BYTES), digest);
  }

  byte[] wrapped() {
    return Concat.of(key, digest);
  }

  byte[] key() {
    return key;
  }

  boolean hasDigest(byte[] other) {
    return Arrays.equals(digest, Arrays.copyOf(other, DIGEST_BYTES));
  }

  Hash commitment() {
    return Hash.sha256(LABEL, key);
  }

  @Override
  public String toString() {
    return "BodyKey[secret withheld]";
  }
}
