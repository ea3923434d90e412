package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The certificate by which a node proves its key, as libp2p's TLS handshake does it: a fresh
 * Ed25519 key, self-signed, with an extension that holds {@code version 1 ‖ PeerKey ‖ signature} of
 * the identity, purpose {@code muster/tls1}, over the certificate's SubjectPublicKeyInfo.
 */
final class PeerCertificate {
  /** The extension, below the arc of UUIDs: 93d9a2ea-38d4-4fd5-8a4b-2f1d9c6be0a7. */
  static final String EXTENSION = "2.25.196526548106018340650541801949088178343";

  private static final byte[] EXTENSION_OID =
      HexFormat.of().parseHex("06146982a7d9d1bac78da2bfab8aa5cbe3d9e3afc127");
  static final String PURPOSE = "muster/tls1";
  private static final byte[] ED25519 = HexFormat.of().parseHex("300506032b6570");
  private static final byte[] NAME =
      Der.element(
          Der.SEQUENCE,
          Der.element(
              Der.SET,
              Der.element(
                  Der.SEQUENCE,
                  HexFormat.of().parseHex("0603550403"),
                  Der.text(Der.UTF8_STRING, "muster"))));
  private static final int PUBLIC_KEY_BYTES = 44;
  private static final int PROOF_BYTES = 1 + PeerKey.BYTES + Identity.SIGNATURE_BYTES;

  private PeerCertificate() {}

  /** Makes the certificate of a key pair; the identity vouches for its public key. */
  static X509Certificate issue(KeyPair pair, Identity identity, SecureRandom random)
      throws GeneralSecurityException {
    byte[] publicKey = pair.getPublic().getEncoded();
    byte[] proof =
        ByteBuffer.allocate(PROOF_BYTES)
            .put((byte) 1)
            .put(identity.key().bytes())
            .put(identity.sign(PURPOSE, publicKey))
            .array();
    byte[] extension =
        Der.element(Der.SEQUENCE, EXTENSION_OID, Der.element(Der.OCTET_STRING, proof));
    byte[] extensions = Der.element(Der.EXTENSIONS, Der.element(Der.SEQUENCE, extension));
    return assemble(pair, serial(random), "99991231235959Z", extensions);
  }

  /** Writes and signs a certificate. */
  static X509Certificate assemble(KeyPair pair, byte[] serial, String notAfter, byte[] extensions)
      throws GeneralSecurityException {
    byte[] toBeSigned =
        Der.element(
            Der.SEQUENCE,
            Der.element(Der.VERSION, Der.element(Der.INTEGER, new byte[] {2})),
            Der.element(Der.INTEGER, serial),
            ED25519,
            NAME,
            Der.element(
                Der.SEQUENCE,
                Der.text(Der.UTC_TIME, "700101000000Z"),
                Der.text(Der.GENERALIZED_TIME, notAfter)),
            NAME,
            pair.getPublic().getEncoded(),
            extensions);
    byte[] signature = sign(pair.getPrivate(), toBeSigned);
    byte[] certificate = Der.element(Der.SEQUENCE, toBeSigned, ED25519, Der.bits(signature));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(certificate));
  }

  private static byte[] serial(SecureRandom random) {
    byte[] serial = new byte[8];
    random.nextBytes(serial);
    serial[0] = (byte) (serial[0] & 0x3f | 0x40);
    return serial;
  }

  private static byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(bytes);
    return signature.sign();
  }

  /**
   * Returns the key that a certificate proves; throws a {@link LinkException} if it proves none.
   */
  static PeerKey verify(X509Certificate certificate, SignatureVerifier verifier) {
    try {
      certificate.checkValidity();
      PublicKey publicKey = certificate.getPublicKey();
      byte[] encoded = publicKey.getEncoded();
      byte[] proof = proof(certificate);
      PeerKey key = PeerKey.of(Arrays.copyOfRange(proof, 1, 1 + PeerKey.BYTES));
      byte[] signature = Arrays.copyOfRange(proof, 1 + PeerKey.BYTES, PROOF_BYTES);
      if (encoded == null || encoded.length != PUBLIC_KEY_BYTES) {
        throw unproven("its public key is not an Ed25519 key", null);
      }
      certificate.verify(publicKey);
      if (!verifier.verify(key, PURPOSE, encoded, signature)) {
        throw unproven("it names " + key + " without that key's signature", null);
      }
      return key;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw unproven(e.toString(), e);
    }
  }

  private static byte[] proof(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(EXTENSION);
    if (value == null) {
      throw unproven("it lacks the extension " + EXTENSION, null);
    }
    if (value.length != 2 + PROOF_BYTES || value[0] != Der.OCTET_STRING || value[2] != 1) {
      throw unproven("its extension " + EXTENSION + " is not of version 1", null);
    }
    return Arrays.copyOfRange(value, 2, value.length);
  }

  private static LinkException unproven(String what, Throwable cause) {
    return new LinkException(
        Reason.WRONG_KEY, "The other node's certificate proves no key: " + what, cause);
  }
}
