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
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.feed.Forks;
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

  private boolean isInAnother(FeedId forked, EventId id) {
    return world.server.topic.core().state().event(id, b.key()).stream()
        .flatMap(facts -> facts.places().stream())
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
}
