package io.muster.hub.provider;

import io.muster.peer.Identity;
import io.muster.peer.MusterException;
import io.muster.peer.MusterException.Problem;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;

/** Who this node is and how it checks others; the services behind it may be replaced. */
final class Keyring {
  private volatile Identity identity;
  private volatile SignatureVerifier verifier;

  void identity(Identity now) {
    identity = now;
  }

  void verifier(SignatureVerifier now) {
    verifier = now;
  }

  void verifierGone(SignatureVerifier gone) {
    if (verifier == gone) {
      verifier = null;
    }
  }

  boolean isReady() {
    return identity != null;
  }

  Identity identity() {
    Identity now = identity;
    if (now == null) {
      throw gone("Identity", "io.muster.identity");
    }
    return now;
  }

  /** Whether a signature holds; false while nobody can check it. */
  boolean verify(PeerKey key, String purpose, byte[] message, byte[] signature) {
    SignatureVerifier now = verifier;
    if (now == null) {
      throw gone("SignatureVerifier", "io.muster.identity");
    }
    return now.verify(key, purpose, message, signature);
  }

  private static MusterException gone(String service, String bundle) {
    return new MusterException(
        Problem.retryable("MUSTER-HUB-0012", "Start the bundle " + bundle + "."),
        "No service " + service + " at the moment");
  }
}
