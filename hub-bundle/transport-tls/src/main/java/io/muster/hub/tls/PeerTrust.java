package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges the certificate of one handshake, and remembers why it was refused. Used by one thread.
 */
final class PeerTrust extends X509ExtendedTrustManager {
  private final PeerKey expected;
  private final SignatureVerifier verifier;
  private LinkException refusal;

  /** With {@code expected} null any proven key will do. */
  PeerTrust(PeerKey expected, SignatureVerifier verifier) {
    this.expected = expected;
    this.verifier = verifier;
  }

  /** Why the certificate was refused, or null. */
  LinkException refusal() {
    return refusal;
  }

  /** Returns the proven key, or throws a {@link LinkException}. */
  PeerKey judge(Certificate... chain) {
    if (chain.length != 1 || !(chain[0] instanceof X509Certificate certificate)) {
      throw new LinkException(
          Reason.WRONG_KEY, "The other node sent " + chain.length + " certificates, not one", null);
    }
    PeerKey actual = PeerCertificate.verify(certificate, verifier);
    if (expected != null && !expected.equals(actual)) {
      throw new LinkException(
          Reason.WRONG_KEY,
          "Expected " + expected + " but " + actual + " answered there; nothing was sent to it",
          null);
    }
    return actual;
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      judge(chain);
    } catch (LinkException e) {
      refusal = e;
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
