package io.muster.events.provider.crypto;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.peer.KeyAgreement;
import io.muster.peer.PeerKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Names and keys that must not repeat. They are hedged: derived from fresh randomness together with
 * a secret of this node, so that a bad or repeated random source alone gives nothing away. Any
 * thread may call if the random source allows it.
 */
public final class Drawn {
  private static final int RANDOM_BYTES = 32;
  private static final byte[] END = {0};

  private final KeyAgreement self;
  private final RandomGenerator random;

  /** Draws from a random source, for this node. */
  public Drawn(KeyAgreement self, RandomGenerator random) {
    this.self = self;
    this.random = random;
  }

  /** Returns a fresh run. */
  public RunId run(Hash topicId) {
    return RunId.ofFirst(fresh("muster/ev1/run", topicId.bytes()));
  }

  /**
   * Returns a fresh run, another one than that of a copy of this node with the same randomness that
   * has written something else.
   */
  public RunId run(Hash topicId, Hash written) {
    return RunId.ofFirst(fresh("muster/ev1/run", Concat.of(topicId.bytes(), written.bytes())));
  }

  /** Returns a fresh event id; the same randomness gives another one for another text. */
  public EventId eventId(Hash topicId, PeerKey recipient, Content content) {
    byte[] type = content.type().getBytes(StandardCharsets.UTF_8);
    byte[] json = content.json().getBytes(StandardCharsets.UTF_8);
    byte[] hedge = Hash.sha256(type, END, json).bytes();
    return id(fresh("muster/ev1/id-random", Concat.of(topicId.bytes(), recipient.bytes(), hedge)));
  }

  /** Returns the event id of a dedupe key: always the same, and nobody else can compute it. */
  public EventId eventId(Hash topicId, PeerKey recipient, String dedupeKey) {
    byte[] key = dedupeKey.getBytes(StandardCharsets.UTF_8);
    byte[] context = Concat.of(topicId.bytes(), recipient.bytes(), key);
    return id(self.derive("muster/ev1/id", context));
  }

  private static EventId id(byte[] derived) {
    return EventId.of(Arrays.copyOf(derived, EventId.BYTES));
  }

  /** Returns 32 bytes that depend on a purpose, fresh randomness and a context. */
  byte[] fresh(String purpose, byte[] context) {
    byte[] drawn = new byte[RANDOM_BYTES];
    random.nextBytes(drawn);
    return self.derive(purpose, Concat.of(drawn, context));
  }
}
