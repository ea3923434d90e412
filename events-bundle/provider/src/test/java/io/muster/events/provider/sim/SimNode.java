package io.muster.events.provider.sim;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.Drawn;
import io.muster.events.provider.crypto.SealedBody;
import io.muster.events.provider.crypto.Sealer;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.FeedWriter;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.feed.TrimStatement;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** A node with the shipped feeds, writer, fold and sealer, over a simulated disk and time. */
public final class SimNode {
  private static final long DAY = 24 * 3_600_000L;
  private static final int MAX_ROUNDS = 10_000;

  private final LocalIdentity identity;
  private final Hash topicId;
  private final PeerKey server;
  private final Random random;
  private final VirtualTime time;
  private SimDisk disk = new SimDisk();
  private Feeds feeds;
  private FeedWriter writer;
  private Sealer sealer;
  private Lane lane;
  private RunId plantedRun;

  /** Starts a node with an empty disk. */
  public SimNode(LocalIdentity identity, PeerKey server, Hash topicId, Random random) {
    this.identity = identity;
    this.server = server;
    this.topicId = topicId;
    this.random = random;
    this.time = new VirtualTime();
    start();
  }

  /** Returns an identity drawn from a random source. */
  public static LocalIdentity identity(Random random) {
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    return LocalIdentity.ofSeed(seed, new SecureRandom());
  }

  /** Starts over what is on the disk: a new run. */
  public void start() {
    feeds =
        Feeds.open(
            new Feeds.Setup(
                disk.open(),
                topicId,
                server,
                identity.key(),
                new Ed25519Verifier(),
                time,
                Runnable::run));
    Drawn drawn = new Drawn(identity, random);
    FeedWriter.Tools tools =
        new FeedWriter.Tools(
            identity, time, time, () -> plantedRun == null ? drawn.run(topicId) : plantedRun);
    writer = new FeedWriter(feeds, tools);
    sealer = new Sealer(new Sealer.Topic(topicId, server), identity, drawn);
    lane = null;
  }

  /** Plants the bug that a later run goes on in the feed of an earlier one. */
  public void plantOneRunForAll(RunId run) {
    plantedRun = run;
    start();
  }

  /** Loses power and starts again; what was not synced is gone. */
  public void crash() {
    time.clear();
    disk.crash();
    start();
  }

  /** Loses power, gets another disk and starts again. */
  public void crashWith(SimDisk other) {
    disk = other;
    crash();
  }

  /** Lets everything that is under way come to its end. */
  public void settle() {
    for (int round = 0; round == 0 || disk.waiting() > 0; round++) {
      if (round > MAX_ROUNDS) {
        throw new AssertionError("It does not come to rest: " + disk.waiting() + " writes wait");
      }
      time.runDue();
      disk.sync();
      time.pass(Duration.ofMillis(60));
    }
    time.runDue();
  }

  /** Returns the node's key. */
  public PeerKey key() {
    return identity.key();
  }

  /** Returns the node's identity. */
  public LocalIdentity identity() {
    return identity;
  }

  /** Returns the node's time. */
  public VirtualTime time() {
    return time;
  }

  /** Returns the node's disk. */
  public SimDisk disk() {
    return disk;
  }

  /** Returns the node's feeds. */
  public Feeds feeds() {
    return feeds;
  }

  /** Returns the writer of the present run. */
  public FeedWriter writer() {
    return writer;
  }

  /** As the server: lets a key in. */
  public CompletionStage<Position> admit(PeerKey member) {
    long at = feeds.state().newest().nextStamp(time.millis());
    return writer.append(new Admit(member, true, Quotas.DEFAULTS, at, Bytes.EMPTY));
  }

  /** As the server: adds an event with a real seal; the body goes nowhere. */
  public CompletionStage<Position> add(PeerKey recipient, EventId id, String json) {
    if (lane == null || !lane.recipient().equals(recipient) || !context(lane)) {
      lane = sealer.lane(writer.feedId(), recipient, time.millis() + DAY);
      writer.append(lane);
    }
    SealedBody body = sealer.seal(id, new Content("", json));
    Position origin = new Position(writer.feedId(), writer.nextSeq());
    long laneSeq = writer.nextLaneSeq(recipient);
    long now = time.millis();
    Add add =
        sealer.add(body, new Sealer.Slot(recipient, laneSeq, origin, now, now + 30 * DAY, 0), lane);
    return writer.append(add);
  }

  private boolean context(Lane known) {
    return feeds.state().context(known.contextId()).isPresent() || writer.waiting() > 0;
  }

  /** As a client: writes a receipt for an event. */
  public CompletionStage<Position> consume(EventFacts facts, ConsumedEvent.Outcome outcome) {
    Add add = facts.variants().get(0).add();
    return writer.append(
        new Consumed(
            server,
            add.eventId(),
            add.origin(),
            add.bodyHash(),
            outcome,
            1,
            Bytes.EMPTY,
            Bytes.EMPTY));
  }

  /** As the server: settles the receipt of an event. */
  public CompletionStage<Position> settle(EventFacts facts) {
    Entry settled =
        new Settled(
            facts.key().id(),
            facts.key().recipient(),
            time.millis(),
            facts.receipt().orElseThrow().at(),
            facts.receipt().orElseThrow().entry().outcome(),
            Settled.Outcome.ACKNOWLEDGED,
            Bytes.EMPTY);
    return writer.append(settled);
  }

  /** Offers everything this node has to another one, which takes it and settles. */
  public void giveAllTo(SimNode other) {
    give(other, feed -> feed.key().equals(server));
    give(other, feed -> true);
  }

  /** Offers all feeds but one. */
  public void giveAllBut(FeedId one, SimNode other) {
    give(other, feed -> !feed.id().equals(one));
  }

  /** Offers the feeds of one writer. */
  public void giveTo(SimNode other, PeerKey writer) {
    give(other, feed -> feed.key().equals(writer));
  }

  /** Offers the server's feeds and one more. */
  public void giveServersAnd(FeedId one, SimNode other) {
    give(other, feed -> feed.key().equals(server));
    give(other, feed -> feed.id().equals(one));
  }

  private void give(SimNode other, Predicate<FeedInfo> which) {
    for (FeedInfo feed : feeds.all().stream().filter(which).toList()) {
      long seq = other.feeds.nextSeq(feed.id());
      while (seq <= feed.end().seq()) {
        Optional<Batch> batch = feeds.batchContaining(feed.id(), seq);
        if (batch.isPresent()) {
          other.feeds.ingest(feed.key(), feed.run(), batch.get());
          seq = batch.get().header().lastSeq() + 1;
        } else {
          seq = giveTrim(other, feed, seq);
        }
      }
    }
    other.settle();
  }

  /** What is gone was trimmed: a feed's own TRIM is shown; returns where the other goes on. */
  private long giveTrim(SimNode other, FeedInfo feed, long seq) {
    TrimStatement trim = feeds.trimming().refusal(feed.id(), seq).orElseThrow();
    if (trim.at().feed().equals(feed.id())) {
      Batch proof = feeds.batchContaining(feed.id(), trim.at().seq()).orElseThrow();
      other.feeds.trimming().prove(feed.key(), proof);
    }
    other.settle();
    long next = other.feeds.nextSeq(feed.id());
    return next > seq ? next : Long.MAX_VALUE;
  }
}
