package io.muster.hub.tls;

import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** The key pair and certificate of one start. The identity's own private key is not needed here. */
final class Credentials extends X509ExtendedKeyManager {
  private static final String ALIAS = "muster";

  private final PeerKey key;
  private final PrivateKey privateKey;
  private final X509Certificate certificate;

  Credentials(PeerKey key, PrivateKey privateKey, X509Certificate certificate) {
    this.key = key;
    this.privateKey = privateKey;
    this.certificate = certificate;
  }

  /** Makes a fresh key pair and lets the identity vouch for it. */
  static Credentials fresh(Identity identity, SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(255, random);
    KeyPair pair = generator.generateKeyPair();
    return new Credentials(
        identity.key(), pair.getPrivate(), PeerCertificate.issue(pair, identity, random));
  }

  PeerKey key() {
    return key;
  }

  X509Certificate certificate() {
    return certificate;
  }

  @Override
  public String[] getClientAliases(String keyType, Principal[] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
    return ALIAS;
  }

  @Override
  public String[] getServerAliases(String keyType, Principal[] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
    return ALIAS;
  }

  @Override
  public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
    return ALIAS;
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return new X509Certificate[] {certificate};
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return privateKey;
  }
}
