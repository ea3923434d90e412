package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole nodes, one thread, one virtual clock: hubs fail and lose messages, processes crash and come
 * back, some cannot be dialled. One seed again: {@code -Dmuster.jvm=-Dmuster.seed=42}; more seeds:
 * {@code -Dmuster.jvm=-Dmuster.seeds=200}.
 */
class SimulationTest {
  private static final URI[] HUBS = {
    URI.create("https://one.example.org"), URI.create("https://two.example.org")
  };
  private static final int CAP = 8;

  static LongStream seeds() {
    Long one = Long.getLong("muster.seed");
    return one == null ? LongStream.range(0, Long.getLong("muster.seeds", 5)) : LongStream.of(one);
  }

  /** One run: nodes by key, so that a process that comes back takes the old one's place. */
  private static final class Run {
    private final World world;
    private final FakeNet net;
    private final FakeHub hubs;
    private final URI[] used;
    private final Map<PeerKey, TestNode> nodes = new HashMap<>();
    private final Map<PeerKey, Set<PeerKey>> wants = new HashMap<>();
    private final List<TestNode> all = new ArrayList<>();

    private Run(long seed) {
      world = new World(seed);
      net = new FakeNet(world);
      hubs = new FakeHub(world);
      hubs.lossPercent = 10;
      used = Arrays.copyOf(HUBS, 1 + world.random.nextInt(2));
    }

    private void start(PeerKey key) {
      Map<String, Object> settings =
          Map.of(
              "connections.low",
              2,
              "connections.high",
              6,
              "connections.cap",
              CAP,
              "connections.unknown",
              CAP);
      TestNode node = new TestNode(world, net, key, settings).at(hubs, used);
      node.node.peers().want(wants.getOrDefault(key, Set.of()), Peers.Priority.NORMAL);
      nodes.put(key, node);
      all.add(node);
    }

    /** A few wanted peers for some nodes, never more for one node than it can have. */
    private void choose(List<PeerKey> keys) {
      Map<PeerKey, Integer> degree = new HashMap<>();
      for (int i = 0; i < keys.size() * 2; i++) {
        PeerKey a = keys.get(world.random.nextInt(keys.size()));
        PeerKey b = keys.get(world.random.nextInt(keys.size()));
        boolean room = degree.getOrDefault(a, 0) < CAP / 2 && degree.getOrDefault(b, 0) < CAP / 2;
        if (!a.equals(b) && room && wants.computeIfAbsent(a, k -> new HashSet<>()).add(b)) {
          // both want each other, as a server and its member do
          wants.computeIfAbsent(b, k -> new HashSet<>()).add(a);
          degree.merge(a, 1, Integer::sum);
          degree.merge(b, 1, Integer::sum);
        }
      }
    }

    private void trouble(List<PeerKey> keys) {
      URI hub = used[world.random.nextInt(used.length)];
      PeerKey key = keys.get(world.random.nextInt(keys.size()));
      switch (world.random.nextInt(6)) {
        case 0 -> hubs.down(hub);
        case 1 -> hubs.up(hub);
        case 2, 3 -> {
          nodes.get(key).crash(world.random.nextBoolean());
          world.run(world.random.nextInt(5_000));
          start(key);
        }
        case 4 -> net.hide(key);
        default -> net.show(key);
      }
      world.run(world.random.nextInt(60_000));
    }

    private boolean isSatisfied() {
      return wants.entrySet().stream()
          .allMatch(e -> nodes.get(e.getKey()).channels.keySet().containsAll(e.getValue()));
    }

    private String missing() {
      StringBuilder text = new StringBuilder();
      wants.forEach(
          (key, peers) -> {
            Set<PeerKey> missing = new TreeSet<>(peers);
            missing.removeAll(nodes.get(key).channels.keySet());
            missing.forEach(
                p -> text.append(key.shortText()).append(" lacks ").append(p).append('\n'));
          });
      return text.toString();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyWantedReachablePeerIsConnectedAfterTheTrouble(long seed) {
    Run run = new Run(seed);
    List<PeerKey> keys = new ArrayList<>();
    int count = 3 + run.world.random.nextInt(18);
    for (int i = 0; i < count; i++) {
      keys.add(run.world.key());
    }
    run.choose(keys);
    keys.forEach(run::start);
    for (int i = 0; i < 12; i++) {
      run.trouble(keys);
    }
    Arrays.asList(run.used).forEach(run.hubs::up);
    keys.forEach(run.net::show);
    assertTrue(
        run.world.runUntil(run::isSatisfied, 900_000),
        () -> "-Dmuster.seed=" + seed + ": " + run.missing());
    for (TestNode node : run.all) {
      assertTrue(node.mostConnected <= CAP, "-Dmuster.seed=" + seed + ": above the cap");
      List<String> failures = node.log.stream().filter(l -> l.startsWith("FAILURE")).toList();
      assertEquals(List.of(), failures, "-Dmuster.seed=" + seed);
    }
  }

  @Test
  void sameSeedGivesTheSameStory() {
    assertEquals(story(5), story(5));
  }

  private static List<String> story(long seed) {
    Run run = new Run(seed);
    List<PeerKey> keys = List.of(run.world.key(), run.world.key(), run.world.key());
    run.choose(keys);
    keys.forEach(run::start);
    run.world.run(120_000);
    return run.all.stream().flatMap(n -> n.actions.stream()).map(Class::getSimpleName).toList();
  }

  @Test
  void everyActionOfTheDesignIsReallyDispatched() {
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < 3; seed++) {
      Run run = new Run(seed);
      List<PeerKey> keys = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        keys.add(run.world.key());
      }
      run.choose(keys);
      keys.forEach(run::start);
      for (int i = 0; i < 8; i++) {
        run.trouble(keys);
      }
      run.world.sleep(60_000);
      run.world.run(10_000);
      run.all.get(0).node.peers().connections().stream()
          .findFirst()
          .ifPresent(c -> run.all.get(0).node.peers().disconnect(c.peer()));
      run.world.run(10_000);
      run.all.forEach(n -> n.actions.forEach(a -> seen.add(a.getSimpleName())));
    }
    List<String> design =
        List.of(
            "RemotePeerDidAnnounce",
            "RemotePeerDidDisconnect",
            "RemotePeerConnectionSucceeded",
            "RemotePeerConnectionFailed",
            "RemotePeerConnecting",
            "RemotePeerDisconnect",
            "RemotePeerClientDidConnect",
            "PeerConnectionTimerTicked",
            "HubAddressAdded",
            "NetworkDidReconnect",
            "ConnectToHub",
            "AnnounceToHub",
            "ScheduleConnectToHub",
            "HubConnectionSucceeded",
            "HubConnectionFailed");
    Set<String> never = new TreeSet<>(design);
    never.removeAll(seen);
    assertEquals(Set.of(), never);
  }
}
