package io.muster.hub.tls;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import io.muster.hub.spi.LinkException;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What strangers show as their certificate. */
@Tag("fuzz")
class CertificateFuzzTest {
  private static final Ed25519Verifier VERIFIER = new Ed25519Verifier();

  private static PeerKey prove(byte[] der) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate certificate;
    try {
      certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException | RuntimeException e) {
      // the platform's handshake ends here; for an empty key with an index out of bounds
      throw new LinkException(LinkException.Reason.WRONG_KEY, "no certificate", e);
    }
    return PeerCertificate.verify(certificate, VERIFIER);
  }

  @Test
  void certificateProvesItsKeyOrNone() throws GeneralSecurityException {
    LocalIdentity identity = LocalIdentity.generate(Rogues.RANDOM);
    LocalIdentity other = LocalIdentity.generate(Rogues.RANDOM);
    KeyPair pair = Rogues.keys();
    byte[] sound = PeerCertificate.issue(pair, identity, Rogues.RANDOM).getEncoded();
    byte[] proof = Rogues.proof(identity, identity, pair);
    List<byte[]> proofs = List.of(proof, Arrays.copyOf(proof, 96), Arrays.copyOf(proof, 200));
    Fuzz.of(Subject.CERTIFICATE)
        .from(List.of(sound))
        .repairing(in -> resigned(pair, proofs.get(in.length % proofs.size()), in))
        .refusing(LinkException.class)
        .within(400_000, 256)
        .run(
            CertificateFuzzTest::prove,
            key -> {
              if (!key.equals(identity.key()) || key.equals(other.key())) {
                throw new AssertionError("proves " + key);
              }
              return null;
            });
  }

  /** A certificate that is sound but for its proof, into which bytes of the input are put. */
  private static byte[] resigned(KeyPair pair, byte[] proof, byte[] in) {
    byte[] changed = proof.clone();
    for (int i = 0; i < in.length && i < 3; i++) {
      changed[(in[i] & 0xff) % changed.length] ^= in[in.length - 1 - i];
    }
    try {
      byte[] extensions = Rogues.extensions(changed);
      return PeerCertificate.assemble(pair, new byte[] {1}, "99991231235959Z", extensions)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
