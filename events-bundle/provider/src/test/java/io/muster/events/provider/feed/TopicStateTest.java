package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.Settled;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TopicStateTest {
  private static final long DAY = 24 * 3_600_000L;

  private final Samples samples = new Samples(41);
  private final PeerKey server = samples.key();
  private final PeerKey client = samples.key();
  private final PeerKey replica = samples.key();
  private final Map<Position, Add> stored = new HashMap<>();
  private final TopicState state = new TopicState(server, server, this::read);
  private final FeedId old = samples.feed();
  private final FeedId recent = samples.feed();
  private final FeedId clients = samples.feed();

  private record Said(PeerKey by, Position at, Entry entry) {}

  private Optional<Add> read(Position at) {
    return Optional.ofNullable(stored.get(at));
  }

  private void say(TopicState to, Said said) {
    store(said.at(), said.entry());
    to.apply(said.by(), said.at(), said.entry());
  }

  private void say(FeedId feed, long seq, Entry entry) {
    PeerKey by = feed.equals(clients) ? client : server;
    store(new Position(feed, seq), entry);
    state.apply(by, new Position(feed, seq), entry);
  }

  private void store(Position at, Entry entry) {
    if (entry instanceof Add add) {
      stored.put(at, add);
    }
  }

  private Genesis genesis(PeerKey key, long ordinal) {
    RunId run = RunId.ofFirst(samples.bytes(16));
    return new Genesis(key, run, samples.hash(), 1, ordinal, List.of(), Bytes.EMPTY);
  }

  private Add add(EventId id, FeedId origin, long seq, long laneSeq) {
    return add(id, new Position(origin, seq), laneSeq, Hash.sha256(id.bytes()));
  }

  private Add add(EventId id, Position origin, long laneSeq, Hash body) {
    ContextId context = new ContextId(1, 2);
    return new Add(
        client,
        id,
        laneSeq,
        5,
        body,
        272,
        context,
        Hash.ZERO,
        Bytes.EMPTY,
        DAY,
        0,
        origin,
        Bytes.EMPTY);
  }

  private Consumed consumed(EventId id, Outcome outcome) {
    Position origin = new Position(old, 9);
    return new Consumed(server, id, origin, Hash.ZERO, outcome, 1, Bytes.EMPTY, Bytes.EMPTY);
  }

  private Settled settled(EventId id, Position receipt, Settled.Outcome outcome) {
    return settled(id, receipt, Outcome.OK, outcome);
  }

  private Settled settled(EventId id, Position receipt, Outcome consumed, Settled.Outcome outcome) {
    return new Settled(id, client, 5, receipt, consumed, outcome, Bytes.EMPTY);
  }

  private List<EventId> lane() {
    return state.lane(client).stream().map(facts -> facts.key().id()).toList();
  }

  @Test
  void laneIsInTheOrderOfFeedsThenOfLaneNumbers() {
    EventId a = samples.event();
    EventId b = samples.event();
    EventId c = samples.event();
    say(recent, 1, genesis(server, 20));
    say(recent, 2, add(c, recent, 2, 1));
    say(old, 1, genesis(server, 10));
    say(old, 3, add(b, old, 3, 2));
    say(old, 2, add(a, old, 2, 1));
    assertEquals(List.of(a, b, c), lane());
    assertEquals(b, state.laneAfter(client, place(a)).orElseThrow().key().id());
    assertTrue(state.laneAfter(client, place(c)).isEmpty());
    assertEquals(Set.of(client), state.recipients());
    assertEquals(3, state.liveCount());
  }

  private OrderKey place(EventId id) {
    return state.event(id, client).flatMap(EventFacts::place).orElseThrow();
  }

  @Test
  void copyOfAnEventKeepsItsPlaceAndWaitsForItsOrigin() {
    EventId a = samples.event();
    EventId b = samples.event();
    say(recent, 1, genesis(server, 20));
    say(recent, 2, add(b, recent, 2, 1));
    say(recent, 3, add(a, old, 7, 5));
    assertEquals(List.of(b), lane());
    say(old, 1, genesis(server, 10));
    assertEquals(List.of(a, b), lane());
    say(old, 7, add(a, old, 7, 5));
    assertEquals(List.of(a, b), lane());
    assertEquals(1, state.event(a, client).orElseThrow().variants().size());
  }

  @Test
  void receiptEndsTheEventForItsRecipientAndAwaitsTheServer() {
    EventId a = samples.event();
    say(old, 1, genesis(server, 10));
    say(old, 2, add(a, old, 2, 1));
    say(clients, 1, genesis(client, 10));
    say(clients, 2, consumed(a, Outcome.OK));
    assertEquals(List.of(), lane());
    assertEquals(1, state.unsettled(client).size());
    assertEquals(1, state.unsettledCount());
    assertFalse(state.event(a, client).orElseThrow().variants().isEmpty());
    Position receipt = new Position(clients, 2);
    say(old, 3, settled(a, receipt, Settled.Outcome.ACKNOWLEDGED));
    assertEquals(List.of(), state.unsettled(client));
    assertTrue(state.event(a, client).orElseThrow().isOver());
    assertEquals(new Position(old, 2), state.event(a, client).orElseThrow().addedAt());
  }

  @Test
  void receiptsAreInTheOrderInWhichTheClientWroteThem() {
    EventId a = samples.event();
    EventId b = samples.event();
    EventId c = samples.event();
    FeedId later = samples.feed();
    state.apply(client, new Position(later, 1), genesis(client, 30));
    state.apply(client, new Position(later, 2), consumed(c, Outcome.OK));
    say(clients, 1, genesis(client, 10));
    say(clients, 3, consumed(b, Outcome.OK));
    say(clients, 2, consumed(a, Outcome.OK));
    assertEquals(
        List.of(a, b, c), state.unsettled(client).stream().map(f -> f.key().id()).toList());
  }

  @Test
  void betterReceiptCountsAndIsHandedOverAgain() {
    EventId a = samples.event();
    say(old, 1, genesis(server, 10));
    say(old, 2, add(a, old, 2, 1));
    say(clients, 1, genesis(client, 10));
    say(clients, 2, consumed(a, Outcome.DEAD));
    Position dead = new Position(clients, 2);
    say(old, 3, settled(a, dead, Outcome.DEAD, Settled.Outcome.ACKNOWLEDGED));
    assertEquals(0, state.unsettledCount());
    say(clients, 3, consumed(a, Outcome.OK));
    assertEquals(1, state.unsettledCount());
    Receipt counts = state.event(a, client).orElseThrow().receipt().orElseThrow();
    assertEquals(Outcome.OK, counts.entry().outcome());
    say(clients, 4, consumed(a, Outcome.REJECTED));
    say(old, 4, settled(a, new Position(clients, 3), Settled.Outcome.ACKNOWLEDGED));
    assertEquals(0, state.unsettledCount());
  }

  @Test
  void settledReceiptStaysSettledWhenItIsCopied() {
    EventId a = samples.event();
    say(old, 1, genesis(server, 10));
    say(old, 2, add(a, old, 2, 1));
    say(old, 3, settled(a, new Position(clients, 2), Settled.Outcome.ACKNOWLEDGED));
    say(clients, 7, consumed(a, Outcome.OK));
    assertEquals(0, state.unsettledCount());
  }

  @Test
  void receiptAfterExpiryIsLateButHandedOver() {
    EventId a = samples.event();
    say(old, 1, genesis(server, 10));
    say(old, 2, add(a, old, 2, 1));
    say(old, 3, settled(a, Position.NONE, Settled.Outcome.EXPIRED));
    assertEquals(List.of(), lane());
    say(clients, 1, genesis(client, 10));
    say(clients, 2, consumed(a, Outcome.OK));
    assertEquals(1, state.unsettledCount());
  }

  @Test
  void receiptForAnothersEventOrServerChangesNothing() {
    EventId a = samples.event();
    say(old, 1, genesis(server, 10));
    say(old, 2, add(a, old, 2, 1));
    PeerKey other = samples.key();
    state.apply(other, new Position(samples.feed(), 2), consumed(a, Outcome.OK));
    assertEquals(List.of(a), lane());
    Consumed foreign =
        new Consumed(
            other, a, new Position(old, 2), Hash.ZERO, Outcome.OK, 1, Bytes.EMPTY, Bytes.EMPTY);
    say(clients, 2, foreign);
    assertEquals(List.of(a), lane());
  }

  @Test
  void newestStatementOnAMemberCounts() {
    assertFalse(state.roster().isMember(client));
    say(old, 2, new Admit(client, true, Quotas.DEFAULTS, 10, Bytes.EMPTY));
    assertTrue(state.roster().isMember(client));
    FeedHead known = new FeedHead(clients, 7, samples.hash());
    say(old, 4, new Remove(client, 12, List.of(known), Bytes.EMPTY));
    say(old, 3, new Admit(client, true, Quotas.DEFAULTS, 11, Bytes.EMPTY));
    assertFalse(state.roster().isMember(client));
    assertTrue(state.roster().isRemoved(client));
    assertTrue(state.roster().takes(client, clients, 7));
    assertFalse(state.roster().takes(client, clients, 8));
    assertFalse(state.roster().takes(client, samples.feed(), 1));
    say(recent, 2, new Admit(client, false, Quotas.DEFAULTS, 13, Bytes.EMPTY));
    assertTrue(state.roster().isMember(client));
    assertFalse(state.roster().isReplica(client));
    assertEquals(Set.of(server, client), state.roster().members());
    assertEquals(14, state.newest().nextStamp(5));
  }

  @Test
  void membersStatementsOnTheRosterAreNobodys() {
    say(clients, 2, new Admit(client, true, Quotas.DEFAULTS, 10, Bytes.EMPTY));
    say(clients, 3, new Pause(5, 10, Bytes.EMPTY));
    assertFalse(state.roster().isMember(client));
    assertEquals(0, state.pauseMs());
    say(old, 2, new Pause(500, 10, Bytes.EMPTY));
    say(old, 3, new Pause(400, 9, Bytes.EMPTY));
    assertEquals(500, state.pauseMs());
  }

  @Test
  void statementThatWasCopiedIsRememberedOnce() {
    Admit admit = new Admit(client, true, Quotas.DEFAULTS, 10, Bytes.EMPTY);
    Remove remove = new Remove(replica, 11, List.of(), Bytes.EMPTY);
    Pause pause = new Pause(5, 10, Bytes.EMPTY);
    for (int seq = 2; seq < 100; seq += 3) {
      say(old, seq, admit);
      say(old, seq + 1, remove);
      say(old, seq + 2, pause);
      if (seq > 2) {
        state.forget(server, new Position(old, seq - 3), admit);
        state.forget(server, new Position(old, seq - 2), remove);
        state.forget(server, new Position(old, seq - 1), pause);
      }
    }
    assertEquals(3, state.statementCount());
    assertTrue(state.roster().isMember(client));
    assertTrue(state.roster().isRemoved(replica));
    assertEquals(5, state.pauseMs());
    state.forget(server, new Position(old, 98), admit);
    assertFalse(state.roster().isMember(client), "nothing is left that says so");
    assertEquals(2, state.statementCount());
  }

  @Test
  void bodyIsNeededUntilTheRulesLetItGo() {
    EventId a = samples.event();
    Hash body = Hash.sha256(a.bytes());
    TopicState atClient = new TopicState(server, client);
    TopicState atReplica = new TopicState(server, replica);
    List<TopicState> all = List.of(state, atClient, atReplica);
    Admit admit = new Admit(replica, true, Quotas.DEFAULTS, 10, Bytes.EMPTY);
    List<Said> said =
        List.of(
            new Said(server, new Position(old, 1), genesis(server, 10)),
            new Said(server, new Position(old, 2), admit),
            new Said(server, new Position(old, 3), add(a, old, 3, 1)));
    all.forEach(one -> said.forEach(s -> say(one, s)));
    all.forEach(one -> assertEquals(List.of(body), one.bodies().takeChanged()));
    assertNeeded(all, body, 1, true, true, true);
    assertNeeded(all, body, 2 * DAY, true, true, false);
    assertNeeded(all, body, 8 * DAY, false, false, false);
    Said receipt = new Said(client, new Position(clients, 2), consumed(a, Outcome.OK));
    all.forEach(one -> say(one, receipt));
    all.forEach(one -> assertEquals(List.of(body), one.bodies().takeChanged()));
    assertNeeded(all, body, 1, true, true, false);
    Settled entry = settled(a, new Position(clients, 2), Settled.Outcome.ACKNOWLEDGED);
    all.forEach(one -> say(one, new Said(server, new Position(old, 4), entry)));
    all.forEach(one -> assertEquals(List.of(body), one.bodies().takeChanged()));
    assertNeeded(all, body, 1, false, false, false);
    assertEquals(List.of(), state.bodies().all());
  }

  @Test
  void bodyOfAnEventThatWasOverBeforeItsAddIsReportedForDropping() {
    EventId a = samples.event();
    say(recent, 2, settled(a, Position.NONE, Settled.Outcome.CANCELLED));
    assertEquals(List.of(), state.bodies().takeChanged());
    say(old, 2, add(a, old, 2, 1));
    Hash body = Hash.sha256(a.bytes());
    assertEquals(List.of(body), state.bodies().takeChanged());
    assertFalse(state.bodies().isNeeded(body, 1));
  }

  @Test
  void statesAreComparedWithoutTheReceiptsOfAFeedThatOnlyOneHasWhole() {
    TopicState other = new TopicState(server, server, this::read);
    EventId a = samples.event();
    EventId b = samples.event();
    Genesis beginning = genesis(server, 10);
    Said added = new Said(server, new Position(old, 2), add(a, old, 2, 1));
    for (TopicState each : List.of(state, other)) {
      say(each, new Said(server, new Position(old, 1), beginning));
      say(each, added);
    }
    say(clients, 2, consumed(a, Outcome.OK));
    say(clients, 3, consumed(b, Outcome.OK));
    FeedInfo cut =
        new FeedInfo(
            clients, client, RunId.ofFirst(new byte[16]), FeedHead.before(clients), 0, 0, 0);
    assertNotEquals(state.digest(), other.digest());
    assertEquals(state.digest(List.of(cut)), other.digest(List.of(cut)));
    say(old, 3, settled(a, new Position(clients, 2), Settled.Outcome.ACKNOWLEDGED));
    assertNotEquals(state.digest(List.of(cut)), other.digest(List.of(cut)), "what servers say");
  }

  private void assertNeeded(List<TopicState> all, Hash body, long now, boolean... expected) {
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], all.get(i).bodies().isNeeded(body, now), "node " + i);
    }
  }

  @Test
  void twoTextsUnderOneIdAreBothKept() {
    EventId a = samples.event();
    say(old, 1, genesis(server, 10));
    say(old, 2, add(a, new Position(old, 2), 1, samples.hash()));
    say(old, 3, add(a, new Position(old, 3), 2, samples.hash()));
    assertEquals(2, state.event(a, client).orElseThrow().variants().size());
    assertEquals(1, lane().size());
  }

  /** I6: the order and the repetition of what is stored do not matter. */
  @Property(tries = 300)
  void foldDoesNotDependOnOrderOrRepetition(@ForAll long seed) {
    Random random = new Random(seed);
    List<Said> history = history(random);
    TopicState straight = new TopicState(server, replica);
    history.forEach(said -> say(straight, said));
    List<Said> shuffled = new ArrayList<>(history);
    for (Said said : history) {
      if (random.nextInt(3) == 0) {
        shuffled.add(said);
      }
    }
    Collections.shuffle(shuffled, random);
    TopicState otherwise = new TopicState(server, replica, this::read);
    shuffled.forEach(said -> say(otherwise, said));
    assertEquals(straight.digest(), otherwise.digest());
    assertSameAnswers(straight, otherwise);
  }

  private void assertSameAnswers(TopicState one, TopicState other) {
    assertEquals(ids(one.lane(client)), ids(other.lane(client)));
    assertEquals(ids(one.unsettled(client)), ids(other.unsettled(client)));
    assertEquals(one.liveCount(), other.liveCount());
    assertEquals(one.roster().members(), other.roster().members());
    assertEquals(one.pauseMs(), other.pauseMs());
    assertEquals(unsettledBodies(one), unsettledBodies(other));
    assertTrue(one.bodies().takeChanged().containsAll(unsettledBodies(one)));
    assertTrue(other.bodies().takeChanged().containsAll(unsettledBodies(one)));
  }

  /** What is settled is forgotten sooner or later, whatever comes first. */
  private static Set<Hash> unsettledBodies(TopicState state) {
    return state.bodies().all().stream()
        .filter(body -> state.bodies().events(body).stream().anyMatch(f -> f.settled().isEmpty()))
        .collect(Collectors.toSet());
  }

  private static List<EventId> ids(Collection<EventFacts> facts) {
    return facts.stream().map(f -> f.key().id()).toList();
  }

  /** A history of few ids, so that entries meet: also such as no honest server writes. */
  private List<Said> history(Random random) {
    List<FeedId> servers = List.of(old, recent, samples.feed());
    List<Said> history = new ArrayList<>();
    for (FeedId feed : servers) {
      history.add(new Said(server, new Position(feed, 1), genesis(server, random.nextInt(3))));
    }
    history.add(new Said(client, new Position(clients, 1), genesis(client, 1)));
    List<EventId> ids = List.of(samples.event(), samples.event(), samples.event());
    for (int i = 2; i < 30; i++) {
      EventId id = ids.get(random.nextInt(3));
      Position at = new Position(servers.get(random.nextInt(3)), i);
      boolean byClient = random.nextInt(3) == 0;
      history.add(
          byClient
              ? new Said(client, new Position(clients, i), clientEntry(id, random))
              : new Said(server, at, serverEntry(id, at, servers, random)));
    }
    return history;
  }

  private Entry clientEntry(EventId id, Random random) {
    return consumed(id, Outcome.values()[random.nextInt(Outcome.values().length)]);
  }

  private Entry serverEntry(EventId id, Position at, List<FeedId> servers, Random random) {
    Position origin = new Position(servers.get(random.nextInt(3)), 2 + random.nextInt(3));
    Position receipt =
        random.nextBoolean() ? Position.NONE : new Position(clients, 2 + random.nextInt(28));
    Settled.Outcome done = Settled.Outcome.values()[random.nextInt(4)];
    return switch (random.nextInt(6)) {
      case 0 -> add(id, at, random.nextInt(3), Hash.sha256(id.bytes()));
      case 1 -> add(id, origin, 1, Hash.sha256(origin.feed().bytes()));
      case 2 -> settled(id, receipt, Outcome.values()[random.nextInt(5)], done);
      case 3 ->
          new Admit(client, random.nextBoolean(), Quotas.DEFAULTS, random.nextInt(3), Bytes.EMPTY);
      case 4 -> new Remove(client, random.nextInt(3), List.of(), Bytes.EMPTY);
      default -> new Pause(random.nextInt(9), random.nextInt(3), Bytes.EMPTY);
    };
  }
}
