package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.MemberOptions;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Reserved;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.ForkView;
import io.muster.events.provider.feed.Forks;
import io.muster.events.provider.feed.IngestResult;
import io.muster.events.provider.feed.TrimRules;
import io.muster.events.provider.sync.ForkArchive;
import io.muster.identity.Ed25519Verifier;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A key writes two histories of one feed: a machine that was copied while it ran, or malice. */
class ForkTest {
  private static final RunId RUN = RunId.ofFirst(new byte[16]);

  private final World world = new World(37);
  private final SimNode a = world.user("A");
  private final SimNode b = world.user("B");
  private final SimNode c = world.user("C");
  private final SimNode twin = world.server.twin();

  /** Both copies of the server do the same up to here. */
  private void startBoth() {
    world.server.start();
    twin.start();
    twin.learn(
        (client, event, ack) -> {
          world.learned.add(event);
          ack.consumed();
        });
    for (SimNode user : List.of(a, b, c)) {
      both(n -> n.server().admit(user.key(), MemberOptions.defaults()).toCompletableFuture());
    }
    assertEquals(heads(world.server), heads(twin), "one image so far");
  }

  private void both(java.util.function.Function<SimNode, CompletableFuture<?>> call) {
    CompletableFuture<?> one = call.apply(world.server);
    CompletableFuture<?> other = call.apply(twin);
    world.join(one);
    world.join(other);
  }

  private static Set<FeedHead> heads(SimNode node) {
    Forks forks = node.topic.core().feeds().forks();
    return node.topic.core().feeds().all().stream()
        .flatMap(feed -> Stream.concat(Stream.of(feed.end()), forks.heads(feed.id()).stream()))
        .collect(Collectors.toSet());
  }

  private static boolean hasProof(SimNode node, FeedId feed) {
    Forks forks = node.topic.core().feeds().forks();
    for (ForkProof proof : forks.proofs()) {
      assertTrue(proof.holds(node.topic.core().feeds().topicId(), new Ed25519Verifier()));
    }
    return forks.isForked(feed);
  }

  private EventId add(SimNode server, SimNode user, String json) {
    return world.join(server.server().addEvent(user.key(), json).toCompletableFuture());
  }

  private void start(SimNode... users) {
    for (SimNode user : users) {
      user.start();
    }
  }

  private static List<EventId> ids(List<Event> events) {
    return events.stream().map(Event::id).toList();
  }

  @Test
  void eventsOfBothCopiesArriveOnceAndAllKnowTheProof() {
    startBoth();
    FeedId forked = world.server.topic.core().writer().feedId();
    start(a, b, c);
    world.network.connect(world.server, c);
    world.runFor(Duration.ofSeconds(1));
    EventId left = add(world.server, a, "\"left\"");
    EventId right = add(twin, a, "\"right\"");
    EventId more = add(twin, b, "\"more\"");
    assertEquals(forked, twin.topic.core().writer().feedId());
    assertNotEquals(heads(world.server), heads(twin));
    world.network.connect(twin, b);
    world.await("B has its own", () -> ids(world.handled(b)).equals(List.of(more)));
    world.network.connect(c, b);
    List<SimNode> all = List.of(world.server, twin, a, b, c);
    world.await(
        "all but A know",
        () -> Stream.of(world.server, twin, b, c).allMatch(n -> hasProof(n, forked)));
    world.network.connect(a, b);
    world.await("A has both", () -> world.handled(a).size() == 2);
    world.await("A knows", () -> hasProof(a, forked));
    world.runFor(World.MINUTE);
    assertTrue(Set.copyOf(ids(world.handled(a))).containsAll(Set.of(left, right)));
    assertEquals(2, world.handled(a).size());
    assertNotEquals(forked, world.server.topic.core().writer().feedId(), "a new run");
    assertNotEquals(forked, twin.topic.core().writer().feedId(), "a new run");
    world.network.connect(world.server, twin);
    world.network.connect(world.server, a);
    world.await("the same everywhere", () -> sameHeads(all));
    for (SimNode node : all) {
      assertEquals(world.server.topic.core().state().digest(), node.topic.core().state().digest());
      assertEquals(0, node.topic.core().state().unsettledCount());
    }
    Set<EventId> learned =
        world.learned.stream().map(ConsumedEvent::id).collect(Collectors.toSet());
    assertEquals(Set.of(left, right, more), learned);
  }

  private static boolean sameHeads(List<SimNode> nodes) {
    Set<Set<FeedHead>> different = new HashSet<>();
    nodes.forEach(node -> different.add(heads(node)));
    return different.size() == 1;
  }

  @Test
  void proofAndBranchesSurviveRestartsOfEverybody() {
    startBoth();
    FeedId forked = world.server.topic.core().writer().feedId();
    start(c);
    world.network.connect(world.server, c);
    world.runFor(Duration.ofSeconds(1));
    add(world.server, a, "\"left\"");
    add(twin, a, "\"right\"");
    world.network.connect(twin, c);
    world.await("C knows", () -> hasProof(c, forked));
    world.runFor(Duration.ofSeconds(10));
    for (SimNode node : List.of(world.server, twin, c)) {
      node.crash(world.network);
    }
    c.start();
    assertTrue(hasProof(c, forked));
    a.start();
    world.network.connect(a, c);
    world.await("A has all from C alone", () -> world.handled(a).size() == 2);
    assertTrue(hasProof(a, forked));
  }

  /** Nobody can tell the histories apart any more: the other copy has trimmed the fork away. */
  @Test
  void eventThatACopyOfTheServerNeverSawOutlivesTheTrimOfThatCopy() {
    TrimRules eager = new TrimRules(3, 600, 40, Duration.ofMinutes(1), Duration.ofMinutes(1));
    twin.limits = new TopicLimits(Quotas.OF_A_TOPIC, 1 << 20, eager);
    world.server.limits = twin.limits;
    startBoth();
    FeedId feed = twin.topic.core().writer().feedId();
    EventId alone = add(world.server, b, "\"alone\"");
    long end = world.server.topic.core().feeds().feed(feed).orElseThrow().end().seq();
    world.server.crash(world.network);
    start(a);
    world.network.connect(twin, a);
    for (int i = 0; i < 50; i++) {
      add(twin, a, "1");
    }
    world.await("it is trimmed", () -> trimmedThrough(a, feed) > end);
    world.runFor(World.MINUTE);
    world.server.start();
    world.network.connect(world.server, a);
    world.runFor(Duration.ofMinutes(3));
    assertEquals(1, world.server.topic.core().state().liveCount(b.key()), "it is here alone");
    start(b, c);
    world.network.connect(world.server, b);
    world.network.connect(world.server, c); // all members were heard: it may trim
    world.runFor(Duration.ofMinutes(3));
    assertEquals(List.of(alone), ids(world.handled(b)));
    assertEquals(0, world.server.topic.core().state().unsettledCount());
  }

  private static long trimmedThrough(SimNode node, FeedId feed) {
    return node.topic.core().feeds().feed(feed).map(FeedInfo::trimmedThrough).orElse(0L);
  }

  @Test
  void whatStandsOnlyOnABranchIsAddedAgainWhenTheCopyIsGone() {
    startBoth();
    FeedId forked = world.server.topic.core().writer().feedId();
    start(c);
    world.network.connect(twin, c);
    EventId left = add(world.server, b, "\"left\"");
    EventId right = add(twin, b, "\"right\"");
    world.await("C has it", () -> c.topic.status().bodies() == 1);
    twin.crash(world.network);
    assertFalse(hasProof(c, forked));
    world.network.connect(world.server, c);
    world.await(
        "both are in feeds that have not forked",
        () -> isInAnother(forked, left) && isInAnother(forked, right));
    world.await("C has both", () -> c.topic.status().bodies() == 2);
    assertTrue(hasProof(c, forked));
    b.start();
    world.network.connect(b, world.server);
    world.await("B has both", () -> world.handled(b).size() == 2);
    world.runFor(World.MINUTE);
    assertEquals(2, world.handled(b).size());
    assertEquals(0, world.server.topic.core().state().unsettledCount());
  }

  @Test
  void branchThatIsOlderThanATrimIsTakenWhenTheForkBecomesKnown() {
    TrimRules eager = new TrimRules(3, 600, 40, Duration.ofMinutes(1), Duration.ofMinutes(1));
    world.server.limits =
        new TopicLimits(TopicLimits.DEFAULT.quotas(), TopicLimits.DEFAULT.replicaBytes(), eager);
    startBoth();
    FeedId forked = world.server.topic.core().writer().feedId();
    start(a, c);
    long shared = world.server.topic.core().feeds().feed(forked).orElseThrow().end().seq();
    EventId left = add(world.server, b, "\"left\"");
    Batch leftBatch =
        world.server.topic.core().feeds().batchContaining(forked, shared + 1).orElseThrow();
    world.network.connect(twin, c);
    EventId right = add(twin, b, "\"right\"");
    world.await("C has it", () -> c.topic.status().bodies() == 1);
    long behind = c.topic.core().feeds().feed(forked).orElseThrow().end().seq();
    twin.crash(world.network);
    assertFalse(hasProof(c, forked));
    world.network.connect(world.server, a);
    for (int i = 0; i < 100; i++) {
      add(world.server, a, "1");
    }
    world.await("it is trimmed", () -> trimmedThrough(world.server, forked) >= behind);
    give(world, c, world.server, leftBatch);
    assertTrue(hasProof(c, forked));
    world.network.connect(world.server, c);
    world.await("the server knows", () -> hasProof(world.server, forked));
    world.await("both are in feeds that have not forked", () -> isInAnother(forked, right));
    world.await("the other, too", () -> isInAnother(forked, left));
    b.start();
    world.network.connect(b, world.server);
    world.await("B has both", () -> world.handled(b).size() == 2);
    world.runFor(World.MINUTE);
    assertEquals(Set.of(left, right), Set.copyOf(ids(world.handled(b))));
    assertEquals(100, world.handled(a).size(), "nothing of what was trimmed is run again");
    assertEquals(0, world.server.topic.core().state().unsettledCount());
  }

  private boolean isInAnother(FeedId forked, EventId id) {
    return world.server.topic.core().state().event(id, b.key()).stream()
        .flatMap(facts -> facts.outlines().stream())
        .anyMatch(v -> !v.at().feed().equals(forked));
  }

  @Test
  void memberAdmittedBehindTheForkIsAdmittedAgain() {
    startBoth();
    SimNode d = world.user("D");
    start(c, d);
    world.network.connect(world.server, c);
    world.runFor(Duration.ofSeconds(1));
    world.join(twin.server().admit(d.key(), MemberOptions.defaults()).toCompletableFuture());
    EventId id = add(twin, d, "\"for D\"");
    add(world.server, a, "\"left\"");
    world.network.connect(twin, c);
    world.await("C knows D", () -> c.topic.core().state().roster().isMember(d.key()));
    world.await("all say so", () -> world.server.topic.core().state().roster().isMember(d.key()));
    world.network.connect(d, c);
    world.await("D has it", () -> ids(world.handled(d)).equals(List.of(id)));
    world.runFor(World.MINUTE);
    assertTrue(world.server.topic.core().state().withheld().isEmpty());
  }

  @Test
  void dedupeKeyUsedOnBothCopiesRunsOnce() {
    startBoth();
    start(a, c);
    world.network.connect(world.server, c);
    world.network.connect(twin, a);
    EventOptions keyed = EventOptions.defaults().withDedupeKey("order 1");
    world.runFor(Duration.ofSeconds(40));
    CompletableFuture<EventId> one =
        world.server.server().addEvent(a.key(), "1", keyed).toCompletableFuture();
    CompletableFuture<EventId> other =
        twin.server().addEvent(a.key(), "1", keyed).toCompletableFuture();
    assertEquals(world.join(one), world.join(other));
    world.network.connect(a, c);
    world.runFor(World.MINUTE.multipliedBy(2));
    assertEquals(1, world.handled(a).size());
    assertFalse(a.topic.core().state().liveCount(a.key()) > 0);
  }

  @Test
  void dedupeKeyOfAnEventWhosePayloadOnlyTheOtherCopyHasIsConfirmedWithAPayload() {
    startBoth();
    twin.crash(world.network);
    twin.start();
    EventOptions keyed = EventOptions.defaults().withDedupeKey("order 1");
    world.runFor(Duration.ofSeconds(40));
    EventId id = world.join(twin.server().addEvent(a.key(), "1", keyed).toCompletableFuture());
    FeedId feed = twin.topic.core().writer().feedId();
    FeedInfo written = twin.topic.core().feeds().feed(feed).orElseThrow();
    for (long seq = 1; seq <= written.end().seq(); ) {
      Batch batch = twin.topic.core().feeds().batchContaining(feed, seq).orElseThrow();
      give(world, world.server, twin, batch);
      seq = batch.header().lastSeq() + 1;
    }
    twin.crash(world.network);
    assertEquals(id, world.add(a, "1", keyed));
    assertEquals(1, world.server.topic.status().bodies());
    start(a);
    world.network.connect(world.server, a);
    world.runFor(World.MINUTE.multipliedBy(2));
    assertEquals(List.of(id), ids(world.handled(a)));
    assertEquals(0, world.server.topic.core().state().unsettledCount());
  }

  /** A member that signs whatever it likes in the feed that its node has begun. */
  private Batch cheat(SimNode liar, FeedHead before, int size) {
    Entry filler = new Reserved(Reserved.HEARTBEAT, Bytes.of(new byte[size]));
    List<byte[]> encoded = List.of(Entries.encode(filler));
    Header header = Batch.headerOf(before, encoded);
    byte[] signature = liar.identity.sign(Batch.PURPOSE, header.encode());
    return Batch.of(header, encoded, signature);
  }

  private static IngestResult give(World world, SimNode node, SimNode from, Batch batch) {
    FeedInfo feed = from.topic.core().feeds().feed(batch.header().feedId()).orElseThrow();
    return world.join(
        node.topic.core().feeds().ingest(feed.key(), feed.run(), batch).toCompletableFuture());
  }

  @Test
  void memberThatCheatsIsProvenToEverybodyAndOnlyItsOwnFeedSuffers() {
    world.start(a, b, c);
    for (SimNode user : List.of(a, b, c)) {
      world.admit(user);
    }
    world.add(a, "1");
    world.await("learned", () -> world.learned.size() == 1);
    world.runFor(Duration.ofSeconds(5));
    FeedHead end = a.topic.core().feeds().feed(a.topic.core().writer().feedId()).get().end();
    for (int i = 1; i <= 6; i++) {
      SimNode to = i % 2 == 0 ? b : c;
      give(world, to, a, cheat(a, end, i));
    }
    world.network.connect(b, c);
    List<SimNode> all = List.of(world.server, a, b, c);
    world.await("all know", () -> all.stream().allMatch(node -> hasProof(node, end.feed())));
    world.runFor(World.MINUTE);
    for (SimNode node : all) {
      assertTrue(node.topic.core().feeds().forks().heads(end.feed()).size() < 4, node.name);
      assertEquals(1, node.topic.forks().size());
      assertEquals(a.key(), node.topic.forks().get(0).key());
      assertEquals(end.seq(), node.topic.forks().get(0).point());
    }
    assertNotEquals(end.feed(), a.topic.core().writer().feedId(), "its honest half begins anew");
    world.add(a, "2");
    world.add(b, "3");
    world.await("others and itself go on", () -> world.learned.size() == 3);
  }

  @Test
  void forgedProofsDoNothing() {
    world.start(a, b);
    world.admit(a);
    world.admit(b);
    world.runFor(Duration.ofSeconds(5));
    FeedInfo feed = world.server.topic.core().feeds().all().iterator().next();
    Batch real = world.server.topic.core().feeds().batchContaining(feed.id(), 1).orElseThrow();
    Batch forged = cheat(a, real.end(), 3);
    Batch another = cheat(a, real.end(), 4);
    ForkView view = new ForkView(b.topic.core().feeds());
    List<ForkProof> proofs =
        List.of(
            proof(feed, forged, another),
            proof(feed, real, cheat(a, FeedHead.before(feed.id()), 3)),
            proof(feed, real, real));
    for (ForkProof proof : proofs) {
      assertEquals(ForkArchive.Verdict.FORGED, view.take(proof));
    }
    assertTrue(b.topic.forks().isEmpty());
    assertFalse(view.examine(feed.key(), feed.run(), ForkProof.Signed.of(forged)));
    assertTrue(b.topic.forks().isEmpty());
  }

  private static ForkProof proof(FeedInfo feed, Batch one, Batch other) {
    return ForkProof.of(
        feed.key(), feed.run(), ForkProof.Signed.of(one), ForkProof.Signed.of(other));
  }

  @Test
  void proofAgainstAStrangerWaitsUntilItIsAMember() {
    world.start(b);
    world.admit(b);
    FeedId feed = FeedId.of(world.server.topic.core().feeds().topicId(), a.key(), RUN);
    Batch one = cheat(a, FeedHead.before(feed), 1);
    Batch other = cheat(a, FeedHead.before(feed), 2);
    ForkProof proof =
        ForkProof.of(a.key(), RUN, ForkProof.Signed.of(one), ForkProof.Signed.of(other));
    ForkView view = new ForkView(b.topic.core().feeds());
    assertEquals(ForkArchive.Verdict.NONE, view.take(proof));
    assertTrue(b.topic.forks().isEmpty());
    world.admit(a);
    world.await("B knows", () -> b.topic.core().state().roster().isMember(a.key()));
    view.reconsider();
    assertEquals(feed.text(), b.topic.forks().get(0).feed());
    world.await("and tells", () -> !world.server.topic.forks().isEmpty());
  }

  @Test
  void copyOfAUserIsProvenAndItsReceiptsOfBothHalvesAreSettled() {
    SimNode copy = a.twin();
    world.consume(copy);
    world.start(c);
    world.admit(a);
    world.admit(c);
    EventId first = world.add(a, "1");
    EventId second = world.add(a, "2");
    world.await("C has copies", () -> world.state(second).orElseThrow().replicas() == 1);
    world.server.crash(world.network);
    a.start();
    copy.start();
    world.network.connect(a, c);
    world.await("one half", () -> world.handled(a).size() == 2);
    FeedId feed = a.topic.core().writer().feedId();
    assertEquals(feed, copy.topic.core().writer().feedId());
    world.runFor(Duration.ofSeconds(1));
    world.network.disconnect(a, c);
    world.server.start();
    world.network.connect(copy, world.server);
    world.await("the other half", () -> world.handled(copy).size() == 2);
    world.network.connect(a, world.server);
    world.network.connect(c, world.server);
    world.await("settled", () -> world.isOver(first, a.key()) && world.isOver(second, a.key()));
    world.runFor(World.MINUTE);
    assertEquals(0, world.server.topic.core().state().unsettledCount());
    world.add(a, "3");
    world.await("goes on", () -> world.learned.size() >= 3);
    List<SimNode> all = List.of(world.server, a, copy, c);
    assertTrue(all.stream().allMatch(node -> hasProof(node, feed)));
    assertNotEquals(feed, a.topic.core().writer().feedId(), "a new run");
    assertNotEquals(feed, copy.topic.core().writer().feedId(), "a new run");
    world.await("the same everywhere", () -> sameHeads(all));
  }
}
