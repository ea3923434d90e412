package io.muster.peer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Secrets shared with other peers, and secrets of this node alone. Export-only HPKE in base mode
 * (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256); the X25519 keys of key id 0 are derived from
 * the Ed25519 identities, so that something can be sealed for a peer of whom only the key is known.
 * Private keys never leave the provider.
 */
@ProviderType
public interface KeyAgreement {
  /** The key id of the X25519 key that belongs to the Ed25519 identity; the only one so far. */
  int IDENTITY_KEY = 0;

  /**
   * Draws a fresh secret for a recipient. The ephemeral key is hedged: it depends on fresh
   * randomness and on a secret of this node, so that a bad or repeated random source does not
   * reveal it.
   *
   * @param recipient for whom
   * @param keyId which key of the recipient, {@link #IDENTITY_KEY}
   * @param info what the secret is for; both sides must give the same bytes
   * @return what to send and what to keep
   * @throws IllegalArgumentException if the key id is unknown or the recipient's key yields an
   *     all-zero secret
   */
  Encapsulation encapsulate(PeerKey recipient, int keyId, byte[] info);

  /**
   * Opens what another peer encapsulated for this node.
   *
   * @param keyId which key of this node, {@link #IDENTITY_KEY}
   * @param encapsulated 32 bytes, as {@link Encapsulation#encapsulated}
   * @param info what the secret is for, as the sender gave it
   * @return the HPKE exporter secret, 32 bytes; a wrong {@code info} gives another secret, not an
   *     error
   * @throws IllegalArgumentException if the key id is unknown, the length is wrong or the shared
   *     secret is all zero
   */
  byte[] decapsulate(int keyId, byte[] encapsulated, byte[] info);

  /**
   * Derives a secret of this node alone, the same at each call and after a restart, different for
   * each purpose and context (HKDF-SHA256 of a secret that never leaves).
   *
   * @param purpose 1 to 64 printable ASCII characters
   * @param context any bytes
   * @return 32 bytes
   */
  byte[] derive(String purpose, byte[] context);
}
