package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * TLS 1.3 over a connected socket: mutual, one application protocol, no resumption (each handshake
 * has a context of its own, so there is nothing to resume). The key is judged during the handshake
 * and again after it. Then the server says the first byte, by which the client learns that it was
 * accepted.
 */
final class Handshake {
  static final String PROTOCOL = "muster/1";
  private static final int WELCOME = 1;
  private static final int PARTING_MS = 1000;
  private static final int PARTING_BYTES = 32_768;
  private static final String[] SUITES = {
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"
  };

  private final Credentials credentials;
  private final SignatureVerifier verifier;
  private final SecureRandom random;

  Handshake(Credentials credentials, SignatureVerifier verifier, SecureRandom random) {
    this.credentials = credentials;
    this.verifier = verifier;
    this.random = random;
  }

  /** A socket after the handshake and who is at the other end. */
  record Secured(SSLSocket socket, PeerKey remote) {}

  Secured client(Socket raw, PeerKey expected) {
    PeerTrust trust = new PeerTrust(expected, verifier);
    try {
      SSLSocket socket = layer(raw, trust, true);
      socket.startHandshake();
      PeerKey remote = proven(socket, trust);
      int first = socket.getInputStream().read();
      if (first != WELCOME) {
        throw new LinkException(
            first < 0 ? Reason.UNREACHABLE : Reason.PROTOCOL,
            "The other node ended the connection instead of greeting",
            null);
      }
      return new Secured(socket, remote);
    } catch (IOException e) {
      throw explained(trust, e);
    }
  }

  /** After a refusal it listens a little longer, so that the client can read why. */
  Secured server(Socket raw) throws IOException {
    try {
      return serve(raw);
    } catch (LinkException e) {
      raw.shutdownOutput();
      raw.setSoTimeout(PARTING_MS);
      raw.getInputStream().readNBytes(PARTING_BYTES);
      throw e;
    }
  }

  private Secured serve(Socket raw) {
    PeerTrust trust = new PeerTrust(null, verifier);
    try {
      SSLSocket socket = layer(raw, trust, false);
      socket.startHandshake();
      PeerKey remote = proven(socket, trust);
      socket.getOutputStream().write(WELCOME);
      socket.getOutputStream().flush();
      return new Secured(socket, remote);
    } catch (IOException e) {
      throw explained(trust, e);
    }
  }

  private SSLSocket layer(Socket raw, PeerTrust trust, boolean client) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            context(trust)
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), false);
    SSLParameters parameters = new SSLParameters(SUITES, new String[] {"TLSv1.3"});
    parameters.setNeedClientAuth(!client);
    parameters.setApplicationProtocols(new String[] {PROTOCOL});
    socket.setUseClientMode(client);
    socket.setSSLParameters(parameters);
    return socket;
  }

  private SSLContext context(PeerTrust trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(new KeyManager[] {credentials}, new TrustManager[] {trust}, random);
      return context;
    } catch (GeneralSecurityException e) {
      throw new LinkException(Reason.CONFIGURATION, "This JVM offers no TLS 1.3: " + e, e);
    }
  }

  private static PeerKey proven(SSLSocket socket, PeerTrust trust) throws SSLException {
    if (!socket.getSession().getProtocol().equals("TLSv1.3")
        || !PROTOCOL.equals(socket.getApplicationProtocol())) {
      throw new LinkException(
          Reason.PROTOCOL, "The other node does not speak " + PROTOCOL + " over TLS 1.3", null);
    }
    return trust.judge(socket.getSession().getPeerCertificates());
  }

  private static LinkException explained(PeerTrust trust, IOException e) {
    if (trust.refusal() != null) {
      return trust.refusal();
    }
    String seen = e.getMessage() == null ? e.toString() : e.getMessage();
    if (seen.contains("certificate_unknown") || seen.contains("bad_certificate")) {
      return new LinkException(
          Reason.WRONG_KEY, "The other node does not accept our certificate (" + seen + ")", e);
    }
    if (e instanceof EOFException || e instanceof SocketException || hasEnded(e)) {
      return new LinkException(
          Reason.UNREACHABLE, "The connection ended during the handshake (" + seen + ")", e);
    }
    return new LinkException(
        Reason.PROTOCOL, "The handshake failed, the connection was closed (" + seen + ")", e);
  }

  private static boolean hasEnded(IOException e) {
    return e.getCause() instanceof EOFException || e.getCause() instanceof SocketException;
  }
}
