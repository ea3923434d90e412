package io.muster.events.provider.crypto;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Hash;

/**
 * An encrypted body that has no place in a feed yet.
 *
 * @param eventId of which event
 * @param bytes the ciphertext; the caller must not change it
 * @param hash its SHA-256
 * @param key its key and the keyed digest of its text, secret
 */
public record SealedBody(EventId eventId, byte[] bytes, Hash hash, BodyKey key) {
  /** Shows nothing secret. */
  @Override
  public String toString() {
    return "SealedBody[" + eventId + ", " + bytes.length + " bytes]";
  }
}
