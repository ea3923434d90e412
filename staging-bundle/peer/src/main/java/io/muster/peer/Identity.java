package io.muster.peer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Who this node is: an Ed25519 key pair whose private half never leaves the provider. A host may
 * replace the provider, for instance by one that keeps the key in hardware.
 *
 * <p><b>What is signed</b> is never the bare message: {@code u8 length of purpose ‖ purpose (ASCII)
 * ‖ message}, so that no bundle can obtain a signature that means something else elsewhere.
 */
@ProviderType
public interface Identity {
  /** Longest purpose, in characters. */
  int MAX_PURPOSE = 64;

  /** Length of a signature, in bytes. */
  int SIGNATURE_BYTES = 64;

  /**
   * Returns the public key of this node.
   *
   * @return the key, the same for the lifetime of the service
   */
  PeerKey key();

  /**
   * Signs a message for one purpose (pure Ed25519, RFC 8032). May take a millisecond; does no I/O.
   *
   * @param purpose what the signature is for, such as {@code muster/tls1}: 1 to 64 printable ASCII
   *     characters
   * @param message what is signed
   * @return 64 bytes
   * @throws IllegalArgumentException if the purpose is not of that form
   * @throws MusterException if the provider has gone
   */
  byte[] sign(String purpose, byte[] message);
}
