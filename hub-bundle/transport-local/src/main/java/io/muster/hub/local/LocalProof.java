package io.muster.hub.local;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Both ends prove their keys. The dialler sends key and nonce; the listener answers with key, nonce
 * and its signature; the dialler sends its signature; the listener sends one byte. Signed is {@code
 * role ‖ dialler's key ‖ dialler's nonce ‖ listener's key ‖ listener's nonce}, with purpose {@code
 * muster/local1}.
 */
final class LocalProof {
  private static final String PURPOSE = "muster/local1";
  private static final int NONCE = 32;
  private static final int GREETING = PeerKey.BYTES + NONCE;
  private static final byte[] WELCOME = {1};

  private final LocalPipe pipe;
  private final Identity identity;
  private final SignatureVerifier verifier;
  private final SecureRandom random;

  LocalProof(LocalPipe pipe, Identity identity, SignatureVerifier verifier, SecureRandom random) {
    this.pipe = pipe;
    this.identity = identity;
    this.verifier = verifier;
    this.random = random;
  }

  /** Returns when the listener has proven the expected key and has accepted ours. */
  void dial(PeerKey expected, long deadlineNanos) throws InterruptedException {
    byte[] mine = greeting();
    pipe.write(mine);
    byte[] answer = pipe.readUntil(deadlineNanos, GREETING + Identity.SIGNATURE_BYTES);
    byte[] theirs = Arrays.copyOf(answer, GREETING);
    PeerKey actual = key(theirs);
    if (!actual.equals(expected)) {
      throw new LinkException(
          Reason.WRONG_KEY,
          "Expected " + expected + " but " + actual + " answered there; nothing was sent to it",
          null);
    }
    byte[] signature = Arrays.copyOfRange(answer, GREETING, answer.length);
    requireSigned(actual, signed("listener", mine, theirs), signature);
    pipe.write(identity.sign(PURPOSE, signed("dialler", mine, theirs)));
    pipe.readUntil(deadlineNanos, WELCOME.length);
  }

  /** Returns the key that the dialler has proven. */
  PeerKey accept(long deadlineNanos) throws InterruptedException {
    byte[] theirs = pipe.readUntil(deadlineNanos, GREETING);
    byte[] mine = greeting();
    byte[] signature = identity.sign(PURPOSE, signed("listener", theirs, mine));
    pipe.write(
        ByteBuffer.allocate(GREETING + Identity.SIGNATURE_BYTES).put(mine).put(signature).array());
    byte[] proof = pipe.readUntil(deadlineNanos, Identity.SIGNATURE_BYTES);
    PeerKey actual = key(theirs);
    requireSigned(actual, signed("dialler", theirs, mine), proof);
    pipe.write(WELCOME);
    return actual;
  }

  private byte[] greeting() {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    return ByteBuffer.allocate(GREETING).put(identity.key().bytes()).put(nonce).array();
  }

  private static PeerKey key(byte[] greeting) {
    try {
      return PeerKey.of(Arrays.copyOf(greeting, PeerKey.BYTES));
    } catch (IllegalArgumentException e) {
      throw new LinkException(Reason.WRONG_KEY, "The other node names no usable key", e);
    }
  }

  private static byte[] signed(String role, byte[] dialler, byte[] listener) {
    byte[] name = role.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(name.length + 2 * GREETING)
        .put(name)
        .put(dialler)
        .put(listener)
        .array();
  }

  private void requireSigned(PeerKey key, byte[] signed, byte[] signature) {
    if (!verifier.verify(key, PURPOSE, signed, signature)) {
      throw new LinkException(
          Reason.WRONG_KEY,
          "The other node says that it is " + key + " but does not prove it",
          null);
    }
  }
}
