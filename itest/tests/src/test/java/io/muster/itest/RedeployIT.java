package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/**
 * A server and a client in one process, linked by a hub of their own. While the server adds events,
 * every bundle of Muster and the example are replaced again and again, in both. Nothing is lost,
 * and nothing of the old bundles stays.
 */
class RedeployIT {
  private static final int ROUNDS = Integer.getInteger("muster.redeploy.rounds", 10);
  private static final long SEED = Long.getLong("muster.seed", 35L);

  @TempDir Path directory;
  private final LeakChecker checker = new LeakChecker();
  private final Random random = new Random(SEED);
  private final Map<String, Integer> updates = new HashMap<>();
  private TestNode server;
  private TestNode client;

  private void start() throws Exception {
    server = node("server");
    TestNode.await("the address of the hub", () -> server.hubUrl() != null);
    client = node("client");
    configure(server, Map.of("topic", "orders", "role", "server"));
    String key = server.ask("key");
    configure(client, Map.of("topic", "orders", "role", "client", "server.key", key));
    TestNode.await("the server of the topic", () -> isOpen(server, "EventServer"));
    TestNode.await("the client of the topic", () -> isOpen(client, "EventClient"));
  }

  private TestNode node(String name) throws Exception {
    TestNode node = new TestNode(directory.resolve(name));
    node.start();
    assertEquals(List.of(), node.notActive());
    TestNode.await("the key of " + name, () -> node.hasService("io.muster.peer.Identity", null));
    return node;
  }

  private void configure(TestNode node, Map<String, String> topic) throws IOException {
    node.configure(
        "io.muster.hub",
        Map.of(
            "hubs", server.hubUrl(),
            "announce.interval.s", "5",
            "announce.ttl.s", "20",
            "backoff.base.ms", "100",
            "backoff.max.s", "1",
            "hub.backoff.max.s", "1"));
    node.configure(
        "io.muster.example", Map.of("ledger", node.file("acct.jsonl").toAbsolutePath().toString()));
    node.configure("io.muster.events~orders", topic);
  }

  private static boolean isOpen(TestNode node, String type) {
    return node.hasService("io.muster.events." + type, "(muster.topic=orders)");
  }

  @AfterEach
  void stop() throws Exception {
    for (TestNode node : new TestNode[] {client, server}) {
      if (node != null) {
        node.close();
      }
    }
  }

  @Test
  void nothingIsLostAndNothingStaysWhenEveryBundleIsReplaced() throws Exception {
    start();
    String user = client.ask("key");
    Load load = new Load(server, user);
    load.begin();
    try {
      for (int round = 0; round < ROUNDS; round++) {
        redeploy(server);
        redeploy(client);
        progress(load);
      }
    } finally {
      load.end();
    }
    everythingArrived(load);
    assertEquals(2 * ROUNDS, Collections.min(updates.values()), updates::toString);
    checker.dump();
    assertEquals(Map.of(), checker.loadersLeft(), "class loaders of replaced bundles are left");
    Map<String, Long> threads = LeakChecker.threads();
    load.forget();
    stopAll();
    TestNode.await(
        () -> "threads to end: " + LeakChecker.threads() + "; before the end: " + threads,
        () -> LeakChecker.threads().isEmpty());
    TestNode.await("files to be closed", () -> LeakChecker.filesBelow(directory).isEmpty());
    TestNode.await("sockets to be closed", () -> LeakChecker.sockets().isEmpty());
    System.out.println(account(load));
  }

  /** What became of all events, in one line; nothing lost and nothing twice was asserted before. */
  private String account(Load load) {
    int acked = load.acked().size();
    int unknown = load.attempted() - acked;
    assertTrue(unknown == 0 || unknown == 1, "attempted and not answered: " + unknown);
    return String.format(
        "ACCT test=D35 seed=%d attempted=%d acked=%d failed=0 unknown=%d ok=%d lost=0 dup=0"
            + " updates=%d loaders_left=0",
        SEED,
        load.attempted(),
        acked,
        unknown,
        acked,
        updates.values().stream().mapToInt(Integer::intValue).sum());
  }

  private void stopAll() throws Exception {
    client.close();
    server.close();
    client = null;
    server = null;
  }

  private void redeploy(TestNode node) throws Exception {
    List<Bundle> bundles = new ArrayList<>(node.musterBundles());
    Collections.shuffle(bundles, random);
    for (Bundle bundle : bundles) {
      checker.expectToGo(bundle);
      TestNode.update(bundle);
      updates.merge(bundle.getSymbolicName(), 1, Integer::sum);
    }
    node.refresh(bundles);
    TestNode.await(
        () -> "bundles to be active: " + node.notActive(), () -> node.notActive().isEmpty());
  }

  /** Waits until events get through again. */
  private void progress(Load load) throws Exception {
    int acked = load.acked().size();
    Set<String> before = Ledgers.ids(client, "handled");
    TestNode.await(
        () -> "events to be added again: " + load.lastFailure(),
        () -> load.acked().size() > acked + 2);
    TestNode.await(
        () -> "events to arrive again: " + client.ask("status") + server.ask("status"),
        () -> Ledgers.ids(client, "handled").size() > before.size());
  }

  private void everythingArrived(Load load) throws Exception {
    Set<String> acked = load.acked();
    assertTrue(acked.size() > 2 * ROUNDS, "hardly any load: " + acked.size());
    TestNode.await(
        () -> "the client to handle " + missing(acked, client, "handled"),
        () -> Ledgers.ids(client, "handled").containsAll(acked));
    TestNode.await(
        () -> "the server to learn of " + missing(acked, server, "consumed"),
        () -> Ledgers.ids(server, "consumed").containsAll(acked));
    assertTrue(
        Ledgers.ids(client, "handled").size() <= load.attempted(), "events nobody attempted");
    List<String> effects = Ledgers.effects(client);
    assertEquals(new TreeSet<>(effects).size(), effects.size(), "an event took effect twice");
  }

  private static String missing(Set<String> acked, TestNode node, String what) {
    try {
      Set<String> missing = new TreeSet<>(acked);
      missing.removeAll(Ledgers.ids(node, what));
      return missing.size() + " events: " + node.ask("status");
    } catch (IOException e) {
      return e.toString();
    }
  }
}
