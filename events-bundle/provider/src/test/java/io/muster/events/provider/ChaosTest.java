package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nodes crash, disks lose what they did not sync, connections come and go, handlers throw, are
 * silent or slow. What was confirmed arrives, in order, takes effect once for a user who remembers
 * ids, and is settled. One seed: {@code -Dmuster.seed=42}; more: {@code -Dmuster.seeds=100}.
 */
class ChaosTest {
  private static final int STEPS = 400;
  private static final RetryRule PATIENT =
      new RetryRule(Duration.ofSeconds(5), 1_000, Duration.ofMillis(100), Duration.ofSeconds(5));

  private Simulation simulation;
  private SimNetwork network;
  private SimNode server;
  private final List<SimNode> users = new ArrayList<>();
  private final List<SimNode> all = new ArrayList<>();
  private final Map<PeerKey, List<EventId>> confirmed = new HashMap<>();
  private final Map<PeerKey, Set<EventId>> effects = new HashMap<>();
  private final Map<EventId, String> texts = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private final Set<SimNode> crashed = new HashSet<>();
  private final Set<EventId> acknowledged = new HashSet<>();
  private int added;

  static LongStream seeds() {
    Long one = Long.getLong("muster.seed");
    long count = Long.getLong("muster.seeds", 8);
    return one != null ? LongStream.of(one) : LongStream.rangeClosed(1, count);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasConfirmedTakesEffectOnceInOrderAndIsSettled(long seed) {
    build(seed);
    for (int i = 0; i < STEPS; i++) {
      step();
      simulation.run(Duration.ofMillis(random().nextInt(200)));
    }
    heal();
    boolean quiet = simulation.runUntil(this::isQuiet, Duration.ofHours(2));
    check(quiet);
  }

  private Random random() {
    return simulation.random();
  }

  private void build(long seed) {
    simulation = new Simulation(seed);
    network = new SimNetwork(simulation);
    network.latency = Duration.ofMillis(random().nextInt(40));
    server = new SimNode(simulation, "server", Optional.empty()).withSlowDisk();
    all.add(server);
    for (String name : List.of("A", "B", "C")) {
      SimNode user = new SimNode(simulation, name, Optional.of(server)).withSlowDisk();
      effects.put(user.key(), new LinkedHashSet<>());
      confirmed.put(user.key(), new ArrayList<>());
      user.handle((event, ack) -> handle(user, event, ack));
      users.add(user);
      all.add(user);
    }
    server.learn(
        (client, event, ack) -> {
          if (random().nextInt(10) == 0) {
            throw new IllegalStateException("not now");
          }
          require(event.json().equals(Optional.ofNullable(texts.get(event.id()))), "own copy");
          acknowledged.add(event.id());
          ack.consumed();
        });
    all.forEach(node -> node.start(PATIENT, true));
  }

  private void handle(SimNode user, Event event, Acknowledgement ack) {
    switch (random().nextInt(12)) {
      case 0 -> throw new IllegalStateException("not now");
      case 1 -> ack.retry(Duration.ofMillis(random().nextInt(500)));
      case 2 -> {} // silent
      case 3 -> simulation.after(Duration.ofMillis(300), () -> effect(user, event, ack));
      default -> effect(user, event, ack);
    }
  }

  private void effect(SimNode user, Event event, Acknowledgement ack) {
    texts.putIfAbsent(event.id(), event.json());
    require(texts.get(event.id()).equals(event.json()), "byte for byte");
    if (!effects.get(user.key()).add(event.id())) {
      require(crashed.contains(user), "only a crash repeats what was answered");
    }
    ack.consumed();
  }

  /** What is thrown within a handler would only be tried again. */
  private void require(boolean holds, String rule) {
    if (!holds) {
      broken.add(rule);
    }
  }

  private SimNode any(List<SimNode> nodes) {
    return nodes.get(random().nextInt(nodes.size()));
  }

  private void step() {
    int choice = random().nextInt(20);
    if (choice < 8) {
      add();
    } else if (choice < 13) {
      connect(any(all), any(all));
    } else if (choice < 16) {
      network.disconnect(any(all), any(all));
    } else if (choice < 17) {
      SimNode node = any(all);
      if (node.isUp()) {
        crashed.add(node);
        node.crash(network);
      }
    } else {
      SimNode node = any(all);
      if (!node.isUp()) {
        node.start(PATIENT, true);
      }
    }
  }

  private void connect(SimNode a, SimNode b) {
    if (a != b) {
      network.connect(a, b);
    }
  }

  private void add() {
    if (!server.isUp()) {
      return;
    }
    SimNode user = any(users);
    String pad = "x".repeat(random().nextInt(20) == 0 ? 40_000 : random().nextInt(400));
    String json = "{\"n\":" + added++ + ",\"pad\":\"" + pad + "\"}";
    server
        .server()
        .addEvent(user.key(), json)
        .thenAccept(
            id -> {
              texts.put(id, json);
              confirmed.get(user.key()).add(id);
            });
  }

  private void heal() {
    all.stream().filter(node -> !node.isUp()).forEach(node -> node.start(PATIENT, true));
    for (SimNode a : all) {
      for (SimNode b : all) {
        connect(a, b);
      }
    }
  }

  private boolean isQuiet() {
    return server.topic.core().state().liveCount() == 0
        && server.topic.core().state().unsettledCount() == 0
        && users.stream().allMatch(node -> node.store.blobs() == 0);
  }

  private void check(boolean quiet) {
    assertEquals(Set.of(), broken, "rules that were broken within handlers");
    for (SimNode user : users) {
      List<EventId> wanted = confirmed.get(user.key());
      List<EventId> got = new ArrayList<>(effects.get(user.key()));
      assertTrue(got.containsAll(wanted), () -> user.name + " lacks " + missing(wanted, got));
      got.retainAll(wanted);
      assertEquals(wanted, got, "in order for " + user.name);
      assertTrue(acknowledged.containsAll(wanted), "the server learned");
    }
    assertTrue(quiet, this::state);
    simulation.run(Duration.ofMinutes(2));
    Set<Object> vectors = new HashSet<>();
    all.forEach(node -> vectors.add(node.topic.core().feeds().vector()));
    assertEquals(1, vectors.size(), "all have the same feeds");
  }

  private static List<EventId> missing(List<EventId> wanted, List<EventId> got) {
    List<EventId> missing = new ArrayList<>(wanted);
    missing.removeAll(got);
    return missing;
  }

  private String state() {
    StringBuilder text = new StringBuilder("not quiet:");
    for (SimNode node : all) {
      text.append(' ').append(node.name).append(' ').append(node.topic.status());
      text.append(" blobs ").append(node.store.blobs());
    }
    return text.toString();
  }
}
