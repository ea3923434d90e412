package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.function.Supplier;

/** Who this node is for one start, and how it checks others. */
public final class TlsNode {
  private final Credentials credentials;
  private final Supplier<SignatureVerifier> verifier;
  private final SecureRandom random;

  private TlsNode(
      Credentials credentials, Supplier<SignatureVerifier> verifier, SecureRandom random) {
    this.credentials = credentials;
    this.verifier = verifier;
    this.random = random;
  }

  /**
   * Makes fresh credentials; the identity is needed for this alone.
   *
   * @param identity who this node is
   * @param verifier gives the verifier of now, or null while it is away
   * @param random the source of keys
   * @return the node
   */
  public static TlsNode of(
      Identity identity, Supplier<SignatureVerifier> verifier, SecureRandom random) {
    try {
      return of(Credentials.fresh(identity, random), verifier);
    } catch (GeneralSecurityException e) {
      throw new LinkException(
          Reason.CONFIGURATION, "This JVM cannot make Ed25519 certificates: " + e, e);
    }
  }

  static TlsNode of(Credentials credentials, Supplier<SignatureVerifier> verifier) {
    return new TlsNode(credentials, verifier, new SecureRandom());
  }

  PeerKey key() {
    return credentials.key();
  }

  Handshake handshake() {
    SignatureVerifier checker = verifier.get();
    if (checker == null) {
      throw new LinkException(
          Reason.UNREACHABLE,
          "The service SignatureVerifier of this node is away; new links wait for it",
          null);
    }
    return new Handshake(credentials, checker, random);
  }
}
