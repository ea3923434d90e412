package io.muster.hub.tls;

import io.muster.identity.LocalIdentity;
import io.muster.peer.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;

/** Nodes that do not keep to the rules. */
final class Rogues {
  static final SecureRandom RANDOM = new SecureRandom();

  private Rogues() {}

  static KeyPair keys() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  }

  static byte[] proof(Identity named, Identity signer, KeyPair signedFor) {
    return ByteBuffer.allocate(97)
        .put((byte) 1)
        .put(named.key().bytes())
        .put(signer.sign("muster/tls1", signedFor.getPublic().getEncoded()))
        .array();
  }

  static byte[] extensions(byte[] proof) {
    byte[] oid = HexFormat.of().parseHex("06146982a7d9d1bac78da2bfab8aa5cbe3d9e3afc127");
    return Der.element(
        Der.EXTENSIONS,
        Der.element(
            Der.SEQUENCE, Der.element(Der.SEQUENCE, oid, Der.element(Der.OCTET_STRING, proof))));
  }

  /** Credentials with a certificate that lives until the given time. */
  static Credentials credentials(Identity identity, KeyPair pair, String notAfter, byte[] proof)
      throws GeneralSecurityException {
    byte[] extensions = proof == null ? new byte[0] : extensions(proof);
    X509Certificate certificate =
        PeerCertificate.assemble(pair, new byte[] {1}, notAfter, extensions);
    return new Credentials(identity.key(), pair.getPrivate(), certificate);
  }

  static Credentials expired(LocalIdentity identity) throws GeneralSecurityException {
    KeyPair pair = keys();
    return credentials(identity, pair, "20200101000000Z", proof(identity, identity, pair));
  }

  static Credentials unsigned(LocalIdentity identity) throws GeneralSecurityException {
    return credentials(identity, keys(), "99991231235959Z", null);
  }

  static Credentials signedByAnother(LocalIdentity identity) throws GeneralSecurityException {
    KeyPair pair = keys();
    LocalIdentity thief = LocalIdentity.generate(RANDOM);
    return credentials(identity, pair, "99991231235959Z", proof(identity, thief, pair));
  }

  /** The victim's proof, seen in its certificate, with a key of the thief's. */
  static Credentials stolenProof(LocalIdentity identity) throws GeneralSecurityException {
    return credentials(identity, keys(), "99991231235959Z", proof(identity, identity, keys()));
  }

  static Credentials proofOfAnotherLength(LocalIdentity identity) throws GeneralSecurityException {
    KeyPair pair = keys();
    byte[] longer = java.util.Arrays.copyOf(proof(identity, identity, pair), 98);
    return credentials(identity, pair, "99991231235959Z", longer);
  }

  static Credentials proofOfAnotherVersion(LocalIdentity identity) throws GeneralSecurityException {
    KeyPair pair = keys();
    byte[] proof = proof(identity, identity, pair);
    proof[0] = 2;
    return credentials(identity, pair, "99991231235959Z", proof);
  }

  static Credentials smallOrderKey(LocalIdentity identity) throws GeneralSecurityException {
    KeyPair pair = keys();
    byte[] proof = proof(identity, identity, pair);
    java.util.Arrays.fill(proof, 1, 33, (byte) 0);
    return credentials(identity, pair, "99991231235959Z", proof);
  }

  /** Sends the same certificate twice. */
  static KeyManager twice(Credentials credentials) {
    return new Delegating(credentials) {
      @Override
      public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {credentials.certificate(), credentials.certificate()};
      }
    };
  }

  /** Trusts everybody and counts how often it is asked. */
  static final class Gullible extends javax.net.ssl.X509ExtendedTrustManager {
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public void checkClientTrusted(X509Certificate[] c, String t, Socket s) {
      asked.incrementAndGet();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] c, String t, Socket s) {
      asked.incrementAndGet();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] c, String t, javax.net.ssl.SSLEngine e) {
      asked.incrementAndGet();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] c, String t, javax.net.ssl.SSLEngine e) {
      asked.incrementAndGet();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] c, String t) {
      asked.incrementAndGet();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] c, String t) {
      asked.incrementAndGet();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  static SSLContext context(KeyManager keys, TrustManager trust) throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys == null ? null : new KeyManager[] {keys}, new TrustManager[] {trust}, RANDOM);
    return context;
  }

  /** A client handshake by other rules; returns the first byte that comes, -1 for a refusal. */
  static int firstByte(Socket raw, SSLContext context, String version, String... applications)
      throws IOException {
    try {
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(raw, "127.0.0.1", 1, true);
      SSLParameters parameters = new SSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setApplicationProtocols(applications);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getInputStream().read();
    } catch (SSLException | SocketException e) {
      return -1;
    }
  }

  /** Reads until the other side closes. */
  static void awaitClosed(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // Alerts may come first.
      }
    } catch (SocketException e) {
      // Reset: closed as well.
    }
  }

  /** A key manager with the certificate of another. */
  private static class Delegating extends X509ExtendedKeyManager {
    private final Credentials credentials;

    Delegating(Credentials credentials) {
      this.credentials = credentials;
    }

    @Override
    public String[] getClientAliases(String type, java.security.Principal[] issuers) {
      return credentials.getClientAliases(type, issuers);
    }

    @Override
    public String chooseClientAlias(String[] t, java.security.Principal[] issuers, Socket s) {
      return credentials.chooseClientAlias(t, issuers, s);
    }

    @Override
    public String[] getServerAliases(String type, java.security.Principal[] issuers) {
      return credentials.getServerAliases(type, issuers);
    }

    @Override
    public String chooseServerAlias(String type, java.security.Principal[] issuers, Socket s) {
      return credentials.chooseServerAlias(type, issuers, s);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return credentials.getCertificateChain(alias);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return credentials.getPrivateKey(alias);
    }
  }
}
