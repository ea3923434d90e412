package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.itest.FaultProxy.Fault;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes whose connections over TLS go through a network that does its worst. */
@Tag("accounts")
class NetworkFaultsIT {
  private static final long SEED = Long.getLong("muster.seed", 27L);
  private static final int EVENTS_IN_FAULT = 5;

  @TempDir Path directory;
  private final List<FaultProxy> proxies = new ArrayList<>();
  private final Set<String> acked = new HashSet<>();
  private TestNode server;
  private TestNode client;
  private String user;
  private int attempted;

  private void start() throws Exception {
    server = node("server");
    TestNode.await("the address of the hub", () -> server.hubUrl() != null);
    client = node("client");
    configure(server, Map.of("topic", "orders", "role", "server"));
    String key = server.ask("key");
    configure(client, Map.of("topic", "orders", "role", "client", "server.key", key));
    TestNode.await("the topic", () -> isOpen(server, "Server") && isOpen(client, "Client"));
    user = client.ask("key");
  }

  private TestNode node(String name) throws Exception {
    TestNode node = new TestNode(directory.resolve(name));
    int port = freePort();
    FaultProxy proxy = new FaultProxy(port, SEED + proxies.size());
    proxies.add(proxy);
    node.configure(
        "io.muster.hub.tls", Map.of("port", "" + port, "advertise", "127.0.0.1:" + proxy.port()));
    node.start();
    TestNode.await("the key of " + name, () -> node.hasService("io.muster.peer.Identity", null));
    return node;
  }

  /** A port that no connection is given meanwhile: those of Linux begin at 32 768. */
  private static int freePort() throws IOException {
    Random random = new Random();
    for (int tries = 0; tries < 100; tries++) {
      int port = 10_000 + random.nextInt(20_000);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException e) {
        // taken: another one
      }
    }
    throw new IOException("no port is free");
  }

  private void configure(TestNode node, Map<String, String> topic) throws IOException {
    Map<String, String> hub = new HashMap<>();
    hub.put("hubs", server.hubUrl());
    hub.put("announce.interval.s", "5");
    hub.put("announce.ttl.s", "60");
    hub.put("backoff.base.ms", "100");
    hub.put("backoff.max.s", "1");
    hub.put("dial.timeout.s", "5");
    hub.put("ping.interval.s", "1");
    hub.put("ping.dead.s", "4");
    node.configure("io.muster.hub", hub);
    node.configure(
        "io.muster.example", Map.of("ledger", node.file("acct.jsonl").toAbsolutePath().toString()));
    node.configure("io.muster.events~orders", topic);
  }

  private static boolean isOpen(TestNode node, String role) {
    return node.hasService("io.muster.events.Event" + role, "(muster.topic=orders)");
  }

  @AfterEach
  void stop() throws Exception {
    for (FaultProxy proxy : proxies) {
      proxy.set(Fault.NONE);
    }
    for (TestNode node : new TestNode[] {client, server}) {
      if (node != null) {
        node.close();
      }
    }
    for (FaultProxy proxy : proxies) {
      proxy.close();
    }
  }

  private void set(Fault fault) {
    proxies.forEach(proxy -> proxy.set(fault));
  }

  private int accepted() {
    return proxies.stream().mapToInt(FaultProxy::accepted).sum();
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      acked.add(server.ask("add", user, String.valueOf(++attempted)));
    }
  }

  private void awaitAll(String when) throws Exception {
    TestNode.await(
        () -> when + ": all to be handled: " + client.ask("status") + proxies.get(0).log(),
        () -> Ledgers.ids(client, "handled").containsAll(acked));
  }

  @Test
  void nothingIsLostOrDoubledWhateverTheNetworkDoes() throws Exception {
    start();
    add(EVENTS_IN_FAULT);
    awaitAll("without a fault");
    long noticed = 0;
    for (Fault fault : Fault.values()) {
      int before = accepted();
      long begun = System.nanoTime();
      set(fault);
      add(EVENTS_IN_FAULT);
      if (fault == Fault.DELAY || fault == Fault.SPLIT) {
        awaitAll("in spite of " + fault);
      } else if (fault != Fault.NONE) {
        TestNode.await("another dial after " + fault, () -> accepted() > before);
      }
      if (fault == Fault.BLACK_HOLE) {
        noticed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      }
      set(Fault.NONE);
      add(1);
      awaitAll("after " + fault);
    }
    TestNode.await(
        () -> "the server to learn of all: " + server.ask("status"),
        () -> Ledgers.ids(server, "consumed").containsAll(acked));
    List<String> effects = Ledgers.effects(client);
    assertEquals(acked, new HashSet<>(effects), "events that nobody added, or that are lost");
    assertEquals(acked.size(), effects.size(), "an event took effect twice");
    assertEquals(attempted, acked.size());
    assertTrue(accepted() > Fault.values().length / 2, "the connections do not go through it");
    System.out.printf(
        "ACCT test=C27 seed=%d faults_fired=%d attempted=%d acked=%d failed=0 unknown=0 ok=%d"
            + " lost=0 dup=0 connections=%d half_open_noticed_ms=%d%n",
        SEED,
        Fault.values().length - 1,
        attempted,
        acked.size(),
        effects.size(),
        accepted(),
        noticed);
  }
}
