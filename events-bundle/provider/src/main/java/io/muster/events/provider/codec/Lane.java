package io.muster.events.provider.codec;

import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;

/**
 * The server's secret shared with one recipient, for the events of one run and day.
 *
 * @param recipient with whom
 * @param keyId which key of the recipient
 * @param encapsulated what the recipient needs to obtain the secret
 * @param selfSealed the exporter secret, sealed by the server to itself
 * @param notAfter the server uses it no longer, ms
 * @param tail of later versions
 */
public record Lane(
    PeerKey recipient, int keyId, Bytes encapsulated, Bytes selfSealed, long notAfter, Bytes tail)
    implements Entry {
  /** Number of the kind. */
  public static final int KIND = 4;

  /** Longest encapsulated key, in bytes. */
  public static final int MAX_ENCAPSULATED = 2048;

  /** Longest sealed secret, in bytes. */
  public static final int MAX_SEALED = 256;

  static Lane read(FieldReader in) {
    return new Lane(
        in.key(),
        in.u32(),
        in.prefixed(MAX_ENCAPSULATED),
        in.prefixed(MAX_SEALED),
        in.time(),
        in.tail());
  }

  /** Returns {@code SHA-256(encapsulated ‖ recipient ‖ u32 keyId)[0..15]}. */
  public ContextId contextId() {
    byte[] id = ByteBuffer.allocate(4).putInt(keyId).array();
    return ContextId.ofFirst(Hash.sha256(encapsulated.toArray(), recipient.bytes(), id).bytes());
  }

  @Override
  public int kind() {
    return KIND;
  }

  @Override
  public void writeFields(FieldWriter out) {
    out.key(recipient).u32(keyId).prefixed(encapsulated).prefixed(selfSealed).time(notAfter);
  }
}
