package io.muster.identity;

import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Ed25519 without room for opinion: S below the group order, R and the key canonical and of prime
 * order. With both in the prime-order group, the variants of the verification equation (with or
 * without cofactor, batched or not) agree, so no crafted signature is valid on one node and invalid
 * on another. Honest signers always pass. Keys that were seen before are remembered, at most 1024.
 * Safe for use by any thread.
 */
public final class Ed25519Verifier implements SignatureVerifier {
  private static final int REMEMBERED = 1024;

  private final Map<PeerKey, Optional<Ed25519.PublicPoint>> points =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<PeerKey, Optional<Ed25519.PublicPoint>> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Makes a verifier that remembers nothing yet. */
  public Ed25519Verifier() {}

  @Override
  public boolean verify(PeerKey key, String purpose, byte[] message, byte[] signature) {
    return verifyBare(key, Purpose.prefix(purpose, message), signature);
  }

  /** Verifies a message as RFC 8032 signs it, without a purpose. */
  boolean verifyBare(PeerKey key, byte[] signed, byte[] signature) {
    if (signature.length != Identity.SIGNATURE_BYTES) {
      return false;
    }
    Optional<Ed25519.PublicPoint> point = point(key);
    return point.isPresent()
        && Ed25519.verify(signature, 0, point.get(), signed, 0, signed.length)
        && Ed25519.validatePublicKeyFull(signature, 0);
  }

  private Optional<Ed25519.PublicPoint> point(PeerKey key) {
    synchronized (points) {
      Optional<Ed25519.PublicPoint> known = points.get(key);
      if (known != null) {
        return known;
      }
    }
    Optional<Ed25519.PublicPoint> point =
        Optional.ofNullable(Ed25519.validatePublicKeyFullExport(key.bytes(), 0));
    synchronized (points) {
      points.put(key, point);
    }
    return point;
  }
}
