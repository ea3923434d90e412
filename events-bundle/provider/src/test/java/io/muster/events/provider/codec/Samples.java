package io.muster.events.provider.codec;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Entries of every kind, drawn from a seed. */
public final class Samples {
  private final Random random;

  /** Draws from a seed. */
  public Samples(long seed) {
    this.random = new Random(seed);
  }

  /** Returns so many random bytes. */
  public byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns a key whose private half is forgotten. */
  public PeerKey key() {
    return LocalIdentity.ofSeed(bytes(32), new SecureRandom()).key();
  }

  /** Returns 32 random bytes. */
  public Hash hash() {
    return Hash.of(bytes(32));
  }

  /** Returns a random feed. */
  public FeedId feed() {
    return new FeedId(hash());
  }

  /** Returns a random place. */
  public Position position() {
    return new Position(feed(), 1 + random.nextInt(1000));
  }

  /** Returns a random event id. */
  public EventId event() {
    return EventId.of(bytes(16));
  }

  private long time() {
    return random.nextLong(FieldReader.MAX_TIME + 1);
  }

  private Bytes tail() {
    return random.nextInt(4) == 0 ? Bytes.of(bytes(random.nextInt(40))) : Bytes.EMPTY;
  }

  private List<FeedHead> heads() {
    List<FeedHead> heads = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      FeedId feed = feed();
      heads.add(
          random.nextInt(4) == 0
              ? FeedHead.before(feed)
              : new FeedHead(feed, 1 + random.nextInt(99), hash()));
    }
    return heads;
  }

  /** Returns one entry of each kind. */
  public List<Entry> oneOfEach() {
    List<Entry> all = new ArrayList<>();
    all.add(genesis());
    all.add(new Admit(key(), random.nextBoolean(), Quotas.DEFAULTS, time(), tail()));
    all.add(new Remove(key(), time(), heads(), tail()));
    all.add(lane());
    all.add(add());
    all.add(consumed());
    all.add(settled());
    all.add(new Pause(random.nextInt(Pause.MAX_WINDOW + 1), time(), tail()));
    all.add(new Trim(new FeedHead(feed(), 1 + random.nextInt(99), hash()), tail()));
    all.add(
        new Reserved(Reserved.KEYBIND + random.nextInt(16), Bytes.of(bytes(random.nextInt(99)))));
    return all;
  }

  private Genesis genesis() {
    RunId run = RunId.ofFirst(bytes(16));
    return new Genesis(key(), run, hash(), time(), time(), heads(), tail());
  }

  private Lane lane() {
    return new Lane(
        key(), random.nextInt(9), Bytes.of(bytes(32)), Bytes.of(bytes(49)), time(), tail());
  }

  public Add add() {
    return new Add(
        key(),
        event(),
        1 + random.nextInt(99),
        time(),
        hash(),
        272,
        ContextId.ofFirst(bytes(16)),
        hash(),
        Bytes.of(bytes(65)),
        time(),
        random.nextBoolean() ? 0 : time(),
        position(),
        tail());
  }

  private Consumed consumed() {
    ConsumedEvent.Outcome[] outcomes = ConsumedEvent.Outcome.values();
    ConsumedEvent.Outcome outcome = outcomes[random.nextInt(outcomes.length)];
    Bytes result = random.nextBoolean() ? Bytes.EMPTY : Bytes.of(bytes(random.nextInt(4608)));
    return new Consumed(
        key(), event(), position(), hash(), outcome, random.nextInt(11), result, tail());
  }

  private Settled settled() {
    Settled.Outcome[] outcomes = Settled.Outcome.values();
    Position receipt = random.nextBoolean() ? Position.NONE : position();
    Settled.Outcome outcome = outcomes[random.nextInt(outcomes.length)];
    ConsumedEvent.Outcome consumed = ConsumedEvent.Outcome.values()[random.nextInt(5)];
    return new Settled(event(), key(), time(), receipt, consumed, outcome, tail());
  }
}
