package io.muster.events.provider.sim.world;

import io.muster.events.provider.NodeDriver;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.Encapsulation;
import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The keys of the simulated nodes. Real key pairs, but mostly a keyed hash stands for signatures
 * and key agreement: whoever knows a public key could forge it, and nobody here tries; those who
 * forge send what does not verify. One percent of the seeds uses the real thing.
 */
public final class Keyring implements Identity, KeyAgreement {
  private static final int NODES = 8;
  private static final int HASH_BYTES = 32;

  private static final List<PeerKey> KEYS =
      IntStream.range(0, NODES).mapToObj(i -> real(i, new SecureRandom()).key()).toList();

  private final PeerKey key;
  private final RandomGenerator random;

  private Keyring(PeerKey key, RandomGenerator random) {
    this.key = key;
    this.random = random;
  }

  private static LocalIdentity real(int index, SecureRandom random) {
    byte[] seed = new byte[LocalIdentity.SEED_BYTES];
    Arrays.fill(seed, (byte) (index + 1));
    return LocalIdentity.ofSeed(seed, random);
  }

  /** The same bytes in each run of a seed. */
  private static final class Repeatable extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient RandomGenerator from;

    Repeatable(RandomGenerator from) {
      super(null, null);
      this.from = from;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      from.nextBytes(bytes);
    }
  }

  /** Returns the key of a node. */
  public static PeerKey key(int index) {
    return KEYS.get(index);
  }

  /** Returns the keys of a node. */
  public static NodeDriver.Keys of(int index, boolean real, RandomGenerator random) {
    if (real) {
      LocalIdentity identity = real(index, new Repeatable(random));
      return new NodeDriver.Keys(identity, identity, new Ed25519Verifier());
    }
    Keyring ring = new Keyring(key(index), random);
    SignatureVerifier verifier =
        (who, purpose, message, signature) ->
            signature.length == SIGNATURE_BYTES
                && Arrays.equals(
                    Arrays.copyOf(signature, HASH_BYTES),
                    Arrays.copyOf(signature(who, purpose, message), HASH_BYTES));
    return new NodeDriver.Keys(ring, ring, verifier);
  }

  private static byte[] signature(PeerKey who, String purpose, byte[] message) {
    byte[] hash = hash("sign", who.bytes(), purpose.getBytes(StandardCharsets.US_ASCII), message);
    return Arrays.copyOf(hash, SIGNATURE_BYTES);
  }

  private static byte[] hash(String label, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(label.getBytes(StandardCharsets.US_ASCII));
      for (byte[] part : parts) {
        digest.update((byte) part.length);
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  @Override
  public PeerKey key() {
    return key;
  }

  @Override
  public byte[] sign(String purpose, byte[] message) {
    return signature(key, purpose, message);
  }

  @Override
  public Encapsulation encapsulate(PeerKey recipient, int keyId, byte[] info) {
    byte[] drawn = new byte[32];
    random.nextBytes(drawn);
    return new Encapsulation(drawn, hash("agree", recipient.bytes(), drawn, info));
  }

  @Override
  public byte[] decapsulate(int keyId, byte[] encapsulated, byte[] info) {
    return hash("agree", key.bytes(), encapsulated, info);
  }

  @Override
  public byte[] derive(String purpose, byte[] context) {
    return hash("derive", key.bytes(), purpose.getBytes(StandardCharsets.US_ASCII), context);
  }
}
