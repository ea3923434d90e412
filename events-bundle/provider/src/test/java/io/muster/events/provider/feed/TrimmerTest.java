package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.SilentLog;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.codec.TopicId;
import io.muster.events.provider.sim.SimDisk;
import io.muster.events.provider.sim.SimNode;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Trimming never loses what is alive, wherever the power fails, and what is left says the same. */
class TrimmerTest {
  private static final TrimRules EAGER =
      new TrimRules(2, 1, 40, Duration.ofMinutes(10), Duration.ofHours(6));

  private final LocalIdentity owner = SimNode.identity(new Random(1));
  private final LocalIdentity member = SimNode.identity(new Random(2));
  private final Hash topicId = TopicId.of(owner.key(), "orders");

  private SimNode server(long seed) {
    return new SimNode(owner, owner.key(), topicId, new Random(seed));
  }

  private static Trimmer trimmer(SimNode node) {
    return new Trimmer(
        new Trimmer.Setting(
            node.feeds(),
            node.writer(),
            node.time(),
            node.time(),
            () -> true,
            EAGER,
            SilentLog.LOGGER));
  }

  /** Lets it trim until nothing is left to be trimmed. */
  private static void trim(SimNode node) {
    Trimmer trimmer = trimmer(node);
    for (int i = 0; i < 40; i++) {
      trimmer.review();
      node.settle();
    }
    trimmer.close();
  }

  private record Said(
      List<EventId> lane, List<EventId> unsettled, String roster, int pause, Hash digest) {}

  private Said said(SimNode node) {
    TopicState state = node.feeds().state();
    List<EventFacts> lane = List.copyOf(state.lane(member.key()));
    for (EventFacts facts : lane) {
      Add add = facts.variants().get(0).add();
      assertTrue(state.context(add.contextId()).isPresent(), "its LANE is there");
    }
    return new Said(
        lane.stream().map(f -> f.key().id()).toList(),
        state.unsettled(member.key()).stream().map(f -> f.key().id()).toList(),
        state.roster().toString(),
        state.pauseMs(),
        state.digest());
  }

  private static Said live(Said said) {
    return new Said(said.lane(), said.unsettled(), said.roster(), said.pause(), Hash.ZERO);
  }

  /** A few runs of a server, with events that are waiting, consumed and settled. */
  private SimNode history(Random random, int runs, int steps) {
    SimNode node = server(random.nextLong());
    node.admit(member.key());
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < steps; i++) {
        step(node, random);
      }
      node.settle();
      if (run < runs - 1) {
        node.crash();
      }
    }
    return node;
  }

  private void step(SimNode node, Random random) {
    List<EventFacts> lane = List.copyOf(node.feeds().state().lane(member.key()));
    int dice = random.nextInt(10);
    if (dice < 5 || lane.isEmpty()) {
      byte[] id = new byte[EventId.BYTES];
      random.nextBytes(id);
      node.add(member.key(), EventId.of(id), "{}");
    } else if (dice < 8) {
      cancel(node, lane.get(random.nextInt(lane.size())));
    } else if (dice < 9) {
      long at = node.feeds().state().newest().nextStamp(node.time().millis());
      node.writer().append(new Pause(random.nextInt(100), at, Bytes.EMPTY));
    } else {
      node.admit(member.key());
    }
    node.settle();
  }

  private static void cancel(SimNode node, EventFacts facts) {
    node.writer()
        .append(
            new Settled(
                facts.key().id(),
                facts.key().recipient(),
                facts.variants().get(0).add().createdAt(),
                Position.NONE,
                ConsumedEvent.Outcome.OK,
                Settled.Outcome.CANCELLED,
                Bytes.EMPTY));
  }

  private static long untrimmed(SimNode node) {
    return node.feeds().all().stream().filter(feed -> !feed.isTrimmedToTheEnd()).count();
  }

  /** I15: what is left says of live events, members and pause what all said, also read anew. */
  @Property(tries = 12)
  void whatIsLeftSaysWhatAllSaid(@ForAll long seed) {
    SimNode node = history(new Random(seed), 4, 12);
    Said before = said(node);
    long entries = node.feeds().entryCount();
    trim(node);
    assertEquals(live(before), live(said(node)));
    assertTrue(untrimmed(node) <= 3, untrimmed(node) + " feeds");
    assertTrue(node.feeds().entryCount() < entries + 8);
    Said kept = said(node);
    node.crash();
    assertEquals(kept, said(node), "the fold forgot exactly what the disk forgot");
  }

  @Test
  void copiesOfATryThatFailedAreNotMadeAgain() {
    SimNode node = server(21);
    node.admit(member.key());
    node.settle();
    long at = node.feeds().state().newest().nextStamp(node.time().millis());
    node.writer().append(new Pause(7, at, Bytes.EMPTY));
    node.settle();
    node.add(member.key(), EventId.of(new byte[EventId.BYTES]), "{}");
    node.settle();
    StoredFeed feed = node.feeds().stored(node.writer().feedId()).orElseThrow();
    List<StoredFeed.Slot> slots = feed.slotsBehindTrim();
    Admit admit = node.feeds().state().roster().admission(member.key()).orElseThrow();
    assertTrue(tryWithRoomFor(2, node, feed, slots).isCompletedExceptionally());
    assertEquals(2, node.feeds().state().statementPlaces(admit).count());
    assertFalse(tryWithRoomFor(2, node, feed, slots).isCompletedExceptionally());
    assertEquals(1, node.feeds().state().statementPlaces(admit).count(), "the copy alone is left");
  }

  private static CompletableFuture<Void> tryWithRoomFor(
      int batches, SimNode node, StoredFeed feed, List<StoredFeed.Slot> slots) {
    Liveness liveness = new Liveness(node.feeds().state(), node.time().millis());
    int[] left = {batches};
    TrimJob.Place place =
        new TrimJob.Place(node.feeds(), node.writer(), liveness, more -> left[0]-- > 0);
    CompletionStage<Void> trimmed =
        new TrimJob(place, feed, slots, slots.get(slots.size() - 1).end()).run();
    for (int i = 0; i < 3; i++) { // copies wait for company
      node.settle();
      node.time().pass(Duration.ofMillis(60));
      node.time().runDue();
    }
    node.settle();
    return trimmed.toCompletableFuture();
  }

  @Test
  void powerMayFailAtAnyStepOfTheDisk() {
    SimNode first = history(new Random(7), 6, 10);
    Said before = live(said(first));
    SimDisk disk = first.disk().copy();
    int steps = 0;
    for (boolean done = false; !done; steps++) {
      SimNode node = server(100 + steps);
      node.crashWith(disk.copy());
      done = trimFor(node, steps);
      node.crash();
      assertEquals(before, live(said(node)), "after " + steps + " steps");
      trim(node);
      assertEquals(before, live(said(node)), "after " + steps + " steps and the rest");
      node.crash();
      assertEquals(before, live(said(node)), "and another start");
      assertTrue(untrimmed(node) <= 3);
    }
    assertTrue(steps > 20, "it took " + steps);
  }

  /** Returns whether all was done before so many writes reached the platter. */
  private static boolean trimFor(SimNode node, int steps) {
    Trimmer trimmer = trimmer(node);
    int idle = 0;
    for (int left = steps; left > 0 && idle < 5; ) {
      trimmer.review();
      node.time().runDue();
      node.time().pass(Duration.ofMillis(60));
      idle = node.disk().waiting() == 0 ? idle + 1 : 0;
      if (node.disk().syncOne()) {
        left--;
      }
    }
    return idle >= 5;
  }

  @Test
  void nothingIsTrimmedWhileMembersMayGiveSomethingBack() {
    SimNode node = history(new Random(3), 6, 5);
    long feeds = untrimmed(node);
    Trimmer trimmer =
        new Trimmer(
            new Trimmer.Setting(
                node.feeds(),
                node.writer(),
                node.time(),
                node.time(),
                () -> false,
                EAGER,
                SilentLog.LOGGER));
    trimmer.review();
    node.settle();
    assertEquals(feeds, untrimmed(node));
  }

  @Test
  void whoHasLostTheFeedOfATrimTrimsAnewWhatIsLeft() {
    SimNode node = history(new Random(11), 1, 40);
    FeedId feed = node.writer().feedId();
    List<EventFacts> lane = List.copyOf(node.feeds().state().lane(member.key()));
    lane.subList(3, lane.size()).forEach(facts -> cancel(node, facts));
    node.settle();
    node.feeds().state().dead().found(feed, node.feeds().use(node.key()));
    trim(node);
    PeerKey key = node.key();
    TrimStatement own = node.feeds().state().trims().of(feed, key).orElseThrow();
    assertEquals(feed, own.at().feed(), "its own TRIM");
    SimNode back = server(99);
    FeedInfo info = node.feeds().feed(feed).orElseThrow();
    back.feeds().ingest(key, info.run(), node.feeds().batchContaining(feed, 1).orElseThrow());
    back.settle();
    Batch proof = node.feeds().batchContaining(feed, own.at().seq()).orElseThrow();
    back.feeds().trimming().prove(key, proof);
    back.settle();
    assertEquals(own.through().seq() + 1, back.feeds().nextSeq(feed));
    Batch behind = node.feeds().batchContaining(feed, own.through().seq() + 1).orElseThrow();
    if (!behind.header().contains(own.at().seq())) {
      back.feeds().ingest(key, info.run(), behind);
      back.settle();
    }
    assertFalse(back.feeds().trimming().covers(feed, own.through().seq()));
    Trimmer trimmer = trimmer(back);
    trimmer.review();
    back.time().pass(Duration.ofMinutes(11));
    List<EventId> here = said(back).lane();
    trimmer.review();
    back.settle();
    assertTrue(back.feeds().trimming().covers(feed, own.through().seq()), "trimmed anew");
    assertEquals(here, said(back).lane());
    back.crash();
    assertEquals(here, said(back).lane());
    SimNode reader = new SimNode(member, owner.key(), topicId, new Random(5));
    back.giveAllTo(reader);
    assertEquals(here, said(reader).lane(), "a reader needs nothing but the rest");
  }

  @Test
  void readerOfTrimmedFeedsNeedsNothingButTheRest() {
    SimNode node = history(new Random(5), 6, 12);
    SimNode whole = new SimNode(member, owner.key(), topicId, new Random(6));
    node.giveAllTo(whole);
    trim(node);
    SimNode late = new SimNode(member, owner.key(), topicId, new Random(7));
    List<SimNode> readers = new ArrayList<>(List.of(whole, late));
    for (SimNode reader : readers) {
      node.giveAllTo(reader);
      node.giveAllTo(reader);
      assertEquals(live(said(node)), live(said(reader)));
      assertEquals(node.feeds().entryCount(), reader.feeds().entryCount());
      reader.crash();
      assertEquals(said(node), said(reader));
    }
  }

  /** What the recipient knows to be settled may still be live to who has not heard of it. */
  @Test
  void receiptIsKeptUntilItsSettlingIsHere() {
    SimNode server = server(8);
    server.admit(member.key());
    server.settle();
    EventId id = EventId.of(new byte[EventId.BYTES]);
    server.add(member.key(), id, "{}");
    server.settle();
    SimNode recipient = new SimNode(member, owner.key(), topicId, new Random(9));
    SimNode third =
        new SimNode(SimNode.identity(new Random(3)), owner.key(), topicId, new Random(10));
    server.giveAllTo(recipient);
    server.giveAllTo(third);
    recipient.consume(facts(recipient, id), ConsumedEvent.Outcome.OK);
    recipient.settle();
    recipient.giveAllTo(server);
    recipient.giveTo(third, member.key());
    server.settle(facts(server, id));
    server.settle();
    server.giveAllTo(recipient);
    trim(recipient);
    recipient.giveTo(third, member.key());
    third.crash();
    assertTrue(facts(third, id).receipt().isPresent(), "it would be live again");
    server.giveAllTo(third);
    assertTrue(facts(third, id).isOver());
    assertTrue(facts(third, id).receipt().isEmpty(), "nobody needs it any more");
    assertEquals(recipient.feeds().entryCount(), third.feeds().entryCount());
  }

  /** Why an event is over may stand in a feed between the one that is trimmed and the TRIM. */
  @Test
  void nothingIsDroppedBeforeTheFeedsInBetweenAreHere() {
    SimNode server = server(11);
    server.admit(member.key());
    server.settle();
    EventId id = EventId.of(new byte[EventId.BYTES]);
    server.add(member.key(), id, "{}");
    server.settle();
    SimNode reader = new SimNode(member, owner.key(), topicId, new Random(12));
    server.giveAllTo(reader);
    server.crash();
    cancel(server, facts(server, id));
    server.settle();
    FeedId between = server.writer().feedId();
    server.crash();
    server.admit(member.key());
    server.settle();
    trim(server);
    server.giveAllBut(between, reader);
    assertTrue(facts(reader, id).isLive(), "nothing here says that it is over");
    server.giveAllTo(reader);
    assertTrue(facts(reader, id).isOver());
    assertEquals(server.feeds().entryCount(), reader.feeds().entryCount());
  }

  /** What the trimmer learned from another copy of itself is in no feed that its run names. */
  @Test
  void nothingIsDroppedBeforeAnotherCopyOfTheTrimmerSaysThatItIsOver() {
    SimNode server = server(15);
    server.admit(member.key());
    server.settle();
    EventId waiting = EventId.of(new byte[EventId.BYTES]);
    byte[] other = new byte[EventId.BYTES];
    other[0] = 1;
    EventId answered = EventId.of(other);
    server.add(member.key(), waiting, "{}");
    server.add(member.key(), answered, "{}");
    server.settle();
    SimNode reader = new SimNode(member, owner.key(), topicId, new Random(16));
    server.giveAllTo(reader);
    reader.consume(facts(reader, answered), ConsumedEvent.Outcome.OK);
    reader.settle();
    SimNode copy = server(17);
    server.giveAllTo(copy);
    reader.giveAllTo(copy);
    server.crash();
    server.admit(member.key());
    server.settle();
    cancel(copy, facts(copy, waiting));
    copy.settle(facts(copy, answered));
    copy.settle();
    copy.giveAllTo(server);
    trim(server);
    server.giveAllBut(copy.writer().feedId(), reader);
    assertTrue(facts(reader, waiting).isLive(), "nothing here says that it is over");
    assertFalse(facts(reader, answered).outlines().isEmpty(), "nothing here says that either");
    server.giveAllTo(reader);
    assertTrue(facts(reader, waiting).isOver() && facts(reader, answered).isOver());
    assertEquals(server.feeds().entryCount(), reader.feeds().entryCount());
  }

  /** A trimmer that runs twice names as its earlier feed what may be a branch here. */
  @Test
  void branchIsAnEarlierFeedOfTheTrimmer() {
    SimNode server = server(13);
    SimNode twin = server(13);
    FeedId old = server.writer().feedId();
    for (SimNode one : List.of(server, twin)) {
      one.admit(member.key());
      one.settle();
      one.crash();
      one.admit(member.key());
      one.settle();
    }
    FeedId forked = server.writer().feedId();
    assertEquals(forked, twin.writer().feedId(), "one image so far");
    pause(server, 1);
    pause(twin, 2);
    pause(twin, 3);
    SimNode reader = new SimNode(member, owner.key(), topicId, new Random(14));
    server.giveAllTo(reader);
    FeedInfo other = twin.feeds().feed(forked).orElseThrow();
    for (long seq = 1; seq <= other.end().seq(); seq++) {
      Batch batch = twin.feeds().batchContaining(forked, seq).orElseThrow();
      reader.feeds().ingest(owner.key(), other.run(), batch);
      reader.settle();
    }
    assertTrue(reader.feeds().forks().isForked(forked));
    twin.crash();
    twin.admit(member.key());
    twin.settle();
    trim(twin);
    assertTrue(twin.feeds().feed(old).orElseThrow().isTrimmedToTheEnd());
    twin.giveAllTo(reader);
    assertEquals(1, reader.feeds().feed(old).orElseThrow().entries(), "all but its beginning");
  }

  private static void pause(SimNode node, int ms) {
    long at = node.feeds().state().newest().nextStamp(node.time().millis());
    node.writer().append(new Pause(ms, at, Bytes.EMPTY));
    node.settle();
  }

  /** A TRIM here would stand in an older feed than the one that counts, and change nothing. */
  @Test
  void whatAnotherMachineTrimsInANewerFeedIsNotTrimmedAnew() {
    SimNode here = server(15);
    FeedId old = here.writer().feedId();
    pause(here, 1);
    SimNode there = server(16);
    there.crashWith(here.disk().copy());
    here.crash();
    pause(here, 2);
    there.time().pass(Duration.ofMinutes(1));
    pause(there, 3);
    FeedId between = there.writer().feedId();
    there.crash();
    pause(there, 4);
    trim(there);
    there.giveAllBut(between, here);
    assertTrue(here.feeds().feed(old).orElseThrow().trimmedThrough() > 0, "it is known");
    assertEquals(
        2, here.feeds().feed(old).orElseThrow().entries(), "and waits for the one between");
    long before = here.feeds().entryCount();
    Trimmer trimmer = trimmer(here);
    for (int i = 0; i < 5; i++) {
      trimmer.review();
      here.settle();
      here.time().pass(Duration.ofMinutes(11));
    }
    trimmer.close();
    assertEquals(before, here.feeds().entryCount());
  }

  private EventFacts facts(SimNode node, EventId id) {
    return node.feeds().state().event(id, member.key()).orElseThrow();
  }
}
