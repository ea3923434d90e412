package io.muster.peer;

import org.osgi.annotation.versioning.ProviderType;

/**
 * Checks signatures made by {@link Identity#sign}. One rule on all nodes, because a split verdict
 * would split them: the signature has exactly 64 bytes, S is below the group order, R and the key
 * are canonical points of prime order (neither small nor mixed: on those, implementations differ).
 */
@ProviderType
public interface SignatureVerifier {
  /**
   * Says whether {@code key} signed {@code message} for {@code purpose}.
   *
   * @param key who is said to have signed
   * @param purpose what the signature is for, as given to {@link Identity#sign}
   * @param message what was signed
   * @param signature any bytes; anything but a valid signature of 64 bytes gives false
   * @return true if the signature holds
   * @throws IllegalArgumentException if the purpose is not 1 to 64 printable ASCII characters
   */
  boolean verify(PeerKey key, String purpose, byte[] message, byte[] signature);
}
