package io.muster.exam;

import io.muster.peer.PeerKey;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;

/** Makes users of whom only the key is known. */
final class Stranger {
  private Stranger() {}

  static PeerKey key() throws GeneralSecurityException {
    byte[] encoded =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    return PeerKey.of(Arrays.copyOfRange(encoded, encoded.length - PeerKey.BYTES, encoded.length));
  }
}
