package io.muster.hub.local;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.security.SecureRandom;
import java.util.function.Supplier;

/**
 * Who this node is, and how it checks others.
 *
 * @param key the key, the same as long as the transport lives
 * @param identity gives the identity of now, or null while it is away
 * @param verifier gives the verifier of now, or null while it is away
 * @param random the source of nonces
 */
public record LocalNode(
    PeerKey key,
    Supplier<Identity> identity,
    Supplier<SignatureVerifier> verifier,
    SecureRandom random) {
  /**
   * A node whose services stay.
   *
   * @param identity the identity
   * @param verifier the verifier
   * @return the node
   */
  public static LocalNode of(Identity identity, SignatureVerifier verifier) {
    return new LocalNode(identity.key(), () -> identity, () -> verifier, new SecureRandom());
  }

  LocalProof proof(LocalPipe pipe) {
    Identity signer = identity.get();
    SignatureVerifier checker = verifier.get();
    if (signer == null || checker == null || !signer.key().equals(key)) {
      throw new LinkException(
          Reason.UNREACHABLE,
          "The service Identity of this node is away; new links wait for it",
          null);
    }
    return new LocalProof(pipe, signer, checker, random);
  }
}
