package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.MemberOptions;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.feed.Forks;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One memory image of a server is resumed twice; both go on, among members that meet either, crash
 * and come back. In the end all know the proofs, have the same branches, say the same, and every
 * event that either copy confirmed was handled and settled. One seed: {@code -Dmuster.seed=42};
 * more: {@code -Dmuster.twin.seeds=100}.
 */
class TwinChaosTest {
  private static final int STEPS = 80;

  private World world;
  private SimNode twin;
  private List<SimNode> users;
  private List<SimNode> all;
  private final Map<SimNode, Set<EventId>> confirmed = new HashMap<>();

  static LongStream seeds() {
    Long one = Long.getLong("muster.seed");
    long count = Long.getLong("muster.twin.seeds", 4);
    return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, count);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatEitherCopyConfirmedIsHandledAndSettledAndAllAgree(long seed) {
    build(seed);
    for (int i = 0; i < STEPS; i++) {
      step();
      world.runFor(Duration.ofMillis(random().nextInt(300)));
    }
    heal();
    boolean quiet = world.simulation.runUntil(this::isQuiet, Duration.ofHours(1));
    assertTrue(quiet, this::state);
    for (SimNode user : users) {
      Set<EventId> got = world.handled(user).stream().map(Event::id).collect(Collectors.toSet());
      assertTrue(got.containsAll(confirmed.get(user)), user.name);
    }
    world.runFor(Duration.ofMinutes(5));
    assertEquals(1, different(TwinChaosTest::heads), this::state);
    assertEquals(1, different(node -> node.topic.core().state().digest()), this::state);
    for (SimNode node : all) {
      Forks forks = node.topic.core().feeds().forks();
      forks.proofs().forEach(proof -> assertTrue(forks.heads(proof.feed()).size() < 4));
      assertTrue(node.topic.core().state().withheld().isEmpty());
    }
  }

  private Random random() {
    return world.simulation.random();
  }

  private void build(long seed) {
    world = new World(seed);
    twin = world.server.twin();
    twin.learn((client, event, ack) -> ack.consumed());
    users = List.of(world.user("A"), world.user("B"), world.user("C"));
    all = Stream.concat(Stream.of(world.server, twin), users.stream()).toList();
    all.forEach(SimNode::start);
    for (SimNode user : users) {
      confirmed.put(user, new HashSet<>());
      CompletableFuture<Void> one = admit(world.server, user);
      CompletableFuture<Void> other = admit(twin, user);
      world.join(one);
      world.join(other);
    }
    assertEquals(heads(world.server), heads(twin));
  }

  private static CompletableFuture<Void> admit(SimNode server, SimNode user) {
    return server.server().admit(user.key(), MemberOptions.defaults()).toCompletableFuture();
  }

  private SimNode any(List<SimNode> nodes) {
    return nodes.get(random().nextInt(nodes.size()));
  }

  private void step() {
    int choice = random().nextInt(20);
    SimNode node = any(all);
    if (choice < 8) {
      add(random().nextBoolean() ? world.server : twin, any(users));
    } else if (choice < 14) {
      connect(node, any(all));
    } else if (choice < 17) {
      world.network.disconnect(node, any(all));
    } else if (choice < 18 && node.isUp()) {
      node.crash(world.network);
    } else if (!node.isUp()) {
      node.start();
    }
  }

  private void connect(SimNode a, SimNode b) {
    if (a != b) {
      world.network.connect(a, b);
    }
  }

  private void add(SimNode server, SimNode user) {
    if (server.isUp()) {
      server
          .server()
          .addEvent(user.key(), Integer.toString(random().nextInt(1_000)))
          .thenAccept(id -> confirmed.get(user).add(id));
    }
  }

  private void heal() {
    all.stream().filter(node -> !node.isUp()).forEach(SimNode::start);
    for (SimNode a : all) {
      all.forEach(b -> connect(a, b));
    }
  }

  private boolean isQuiet() {
    return all.stream()
        .map(node -> node.topic.core().state())
        .allMatch(state -> state.liveCount() == 0 && state.unsettledCount() == 0);
  }

  private <T> int different(java.util.function.Function<SimNode, T> view) {
    return all.stream().map(view).collect(Collectors.toSet()).size();
  }

  private static Set<FeedHead> heads(SimNode node) {
    Forks forks = node.topic.core().feeds().forks();
    return node.topic.core().feeds().all().stream()
        .filter(feed -> !feed.isTrimmedToTheEnd())
        .flatMap(feed -> Stream.concat(Stream.of(feed.end()), forks.heads(feed.id()).stream()))
        .collect(Collectors.toSet());
  }

  private String state() {
    StringBuilder text = new StringBuilder();
    for (SimNode node : all) {
      text.append('\n').append(node.name).append(' ').append(node.topic.status());
      text.append(' ').append(node.topic.forks()).append(heads(node));
    }
    return text.toString();
  }
}
