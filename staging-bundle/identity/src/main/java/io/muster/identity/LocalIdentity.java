package io.muster.identity;

import io.muster.peer.Encapsulation;
import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.MusterException;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An identity whose seed is held in this object. Not exported: other bundles see the services,
 * tests of other modules may use it for identities in memory. Safe for use by any thread.
 */
public final class LocalIdentity implements Identity, KeyAgreement, AutoCloseable {
  /** Length of a seed, in bytes. */
  public static final int SEED_BYTES = 32;

  private static final byte[] SELF = ascii("muster/id1/self");
  private static final byte[] HEDGE = ascii("muster/id1/hedge");

  private final byte[] seed;
  private final byte[] agreementKey;
  private final byte[] selfSecret;
  private final byte[] hedgeSecret;
  private final PeerKey key;
  private final byte[] keyBytes;
  private final SecureRandom random;
  private volatile boolean closed;

  private LocalIdentity(byte[] seed, SecureRandom random) {
    this.seed = seed;
    this.random = random;
    this.agreementKey = X25519Keys.privateKey(seed);
    this.selfSecret = Hkdf.extract(SELF, seed);
    this.hedgeSecret = Hkdf.extract(HEDGE, seed);
    this.keyBytes = new byte[PeerKey.BYTES];
    Ed25519.generatePublicKey(seed, 0, keyBytes, 0);
    this.key = PeerKey.of(keyBytes);
  }

  /**
   * Makes a new identity.
   *
   * @param random the source of the seed and of ephemeral keys
   * @return the identity
   */
  public static LocalIdentity generate(SecureRandom random) {
    byte[] seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new LocalIdentity(seed, random);
  }

  /**
   * Makes the identity of a seed.
   *
   * @param seed 32 bytes, the private key of RFC 8032; copied
   * @param random the source of ephemeral keys
   * @return the identity
   */
  public static LocalIdentity ofSeed(byte[] seed, SecureRandom random) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("A seed has 32 bytes, not " + seed.length);
    }
    return new LocalIdentity(seed.clone(), random);
  }

  @Override
  public PeerKey key() {
    return key;
  }

  @Override
  public byte[] sign(String purpose, byte[] message) {
    byte[] signed = Purpose.prefix(purpose, message);
    byte[] signature = new byte[SIGNATURE_BYTES];
    requireOpen();
    Ed25519.sign(seed, 0, keyBytes, 0, signed, 0, signed.length, signature, 0);
    requireOpen();
    return signature;
  }

  @Override
  public Encapsulation encapsulate(PeerKey recipient, int keyId, byte[] info) {
    requireKnown(keyId);
    byte[] target = X25519Keys.publicKey(recipient);
    byte[] fresh = new byte[32];
    random.nextBytes(fresh);
    requireOpen();
    byte[] material = Hkdf.expand(hedgeSecret, Hpke.concat(fresh, target, info), 32);
    Encapsulation encapsulation = Hpke.send(Hpke.derivePrivate(material), target, info);
    requireOpen();
    return encapsulation;
  }

  @Override
  public byte[] decapsulate(int keyId, byte[] encapsulated, byte[] info) {
    requireKnown(keyId);
    if (encapsulated.length != 32) {
      throw new IllegalArgumentException(
          "An encapsulated key has 32 bytes, not " + encapsulated.length);
    }
    requireOpen();
    byte[] secret = Hpke.receive(agreementKey, encapsulated, info);
    requireOpen();
    return secret;
  }

  @Override
  public byte[] derive(String purpose, byte[] context) {
    byte[] info = Purpose.prefix(purpose, context);
    requireOpen();
    byte[] secret = Hkdf.expand(selfSecret, info, 32);
    requireOpen();
    return secret;
  }

  /** Returns a copy of the seed, for the key file alone. */
  byte[] seed() {
    requireOpen();
    return seed.clone();
  }

  /** Wipes the secrets; every later call but {@link #key} fails. */
  @Override
  public void close() {
    closed = true;
    for (byte[] secret : new byte[][] {seed, agreementKey, selfSecret, hedgeSecret}) {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Shows nothing secret. */
  @Override
  public String toString() {
    return "LocalIdentity[" + key + "]";
  }

  /** Asked before and after each use, so that nothing made of wiped secrets gets out. */
  private void requireOpen() {
    if (closed) {
      throw new MusterException(
          MusterException.Problem.retryable(
              "MUSTER-IDENTITY-0001", "Ask the service registry for the identity of now"),
          "The identity " + key + " has gone: its bundle was stopped or its key replaced");
    }
  }

  private static void requireKnown(int keyId) {
    if (keyId != IDENTITY_KEY) {
      throw new IllegalArgumentException("Key id " + keyId + " is unknown; only 0 exists so far");
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
