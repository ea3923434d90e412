package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.HubStatus;
import io.muster.hub.PeerStatus;
import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoNodesTest {
  private final World world = new World(7);
  private final FakeNet net = new FakeNet(world);
  private final TestNode a = new TestNode(world, net, world.key(), Map.of());
  private final TestNode b = new TestNode(world, net, world.key(), Map.of());

  private void connect() {
    a.meet(b.key);
    b.meet(a.key);
    assertTrue(
        world.runUntil(
            () -> a.channels.containsKey(b.key) && b.channels.containsKey(a.key), 30_000),
        () -> a.log + " " + b.log);
  }

  @Test
  void nodesThatKnowEachOtherConnectAndExchangeMessages() {
    connect();
    a.say(b.key, "one");
    a.say(b.key, "two");
    b.say(a.key, "three");
    world.run(1_000);
    assertEquals(List.of("one", "two"), b.heard);
    assertEquals(List.of("three"), a.heard);
    assertEquals(1, a.node.peers().connections().size());
  }

  @Test
  void wantedPeerIsDialledAgainAfterItsProcessDied() {
    a.node.peers().want(Set.of(b.key), Peers.Priority.HIGH);
    connect();
    b.crash(false);
    assertTrue(world.runUntil(() -> a.channels.isEmpty(), 60_000));
    TestNode again = new TestNode(world, net, b.key, Map.of());
    assertTrue(
        world.runUntil(
            () -> a.channels.containsKey(b.key) && again.channels.containsKey(a.key), 120_000));
    a.say(b.key, "back");
    world.run(1_000);
    assertEquals(List.of("back"), again.heard);
  }

  @Test
  void silentPeerIsFoundDead() {
    connect();
    b.transport.crash(true);
    assertTrue(world.runUntil(() -> a.connected.isEmpty(), 45_000));
  }

  @Test
  void changedPatienceCountsForOpenLinksToo() {
    connect();
    a.node.settings(HubSettings.of(Map.of("ping.interval.s", 1, "ping.dead.s", 2)));
    b.transport.crash(true);
    assertTrue(world.runUntil(() -> a.connected.isEmpty(), 5_000));
  }

  @Test
  void blockedPeerIsCutAtOnceAndStaysOutOverRestartsUntilItIsUnblocked(@TempDir Path folder) {
    TestNode host = new TestNode(world, net, world.key(), Map.of(), folder);
    host.meet(b.key);
    b.meet(host.key);
    b.node.peers().want(Set.of(host.key), Peers.Priority.HIGH);
    assertTrue(world.runUntil(() -> b.channels.containsKey(host.key), 30_000));

    assertTrue(host.node.peers().block(b.key, "spam"));
    assertTrue(world.runUntil(() -> host.connected.isEmpty() && b.connected.isEmpty(), 1_000));
    int before = host.everConnected;
    world.run(600_000);
    host.crash(false);
    TestNode again = new TestNode(world, net, host.key, Map.of(), folder);
    again.meet(b.key);
    again.node.peers().want(Set.of(b.key), Peers.Priority.HIGH);
    world.run(600_000);
    assertEquals(before, host.everConnected);
    assertEquals(0, again.everConnected);
    assertEquals(Map.of(b.key, "spam"), again.node.peers().blocked());

    assertTrue(again.node.peers().unblock(b.key));
    assertTrue(world.runUntil(() -> again.channels.containsKey(b.key), 400_000));
  }

  @Test
  void peerThatFailedIsLeftAloneAfterARestartToo(@TempDir Path folder) {
    TestNode host = new TestNode(world, net, world.key(), Map.of(), folder);
    PeerKey nobody = world.key();
    host.meet(nobody);
    assertTrue(world.runUntil(() -> failures(host, nobody) >= 6, 600_000));
    world.run(6_000); // written by then
    host.crash(false);
    TestNode again = new TestNode(world, net, host.key, Map.of(), folder);
    again.meet(nobody);
    world.run(500);
    assertTrue(failures(again, nobody) >= 6);
  }

  private static int failures(TestNode node, PeerKey peer) {
    return node.node.peers().peers().stream()
        .filter(p -> p.key().equals(peer))
        .mapToInt(PeerStatus::attempts)
        .findFirst()
        .orElse(0);
  }

  @Test
  void hubsAddedAtRunTimeAreUsedAfterARestart(@TempDir Path folder) {
    TestNode host = new TestNode(world, net, world.key(), Map.of(), folder);
    host.node.hubs().add(URI.create("https://one.example.org"));
    host.node.hubs().add(URI.create("https://two.example.org"));
    host.node.hubs().remove(URI.create("https://two.example.org"));
    world.run(6_000);
    host.crash(false);
    TestNode again = new TestNode(world, net, host.key, Map.of(), folder);
    assertEquals(
        List.of(URI.create("https://one.example.org")),
        again.node.hubs().hubs().stream().map(HubStatus::address).toList());
  }

  @Test
  void bothDiallingAtOnceLeavesOneLink() {
    for (int i = 0; i < 20; i++) {
      World w = new World(i);
      FakeNet n = new FakeNet(w);
      TestNode x = new TestNode(w, n, w.key(), Map.of());
      TestNode y = new TestNode(w, n, w.key(), Map.of());
      x.meet(y.key);
      y.meet(x.key);
      w.run(20_000);
      assertEquals(2, n.ends.stream().filter(FakeNet.End::isOpen).count(), "seed " + i);
      x.say(y.key, "x");
      y.say(x.key, "y");
      w.run(1_000);
      assertEquals(List.of("y"), x.heard, "seed " + i);
      assertEquals(List.of("x"), y.heard, "seed " + i);
    }
  }

  @Test
  void leavingNodeTellsItsPeers() {
    connect();
    b.node.leave();
    assertTrue(world.runUntil(() -> a.connected.isEmpty() && b.node.isQuiet(), 2_000));
  }

  @Test
  void protocolThatGoesClosesItsChannelsAndOpensThemWhenItComesBack() {
    connect();
    b.node.removeProtocol(TestNode.PROTOCOL, b);
    world.run(500);
    assertTrue(a.channels.isEmpty() && b.channels.isEmpty());
    assertEquals(1, a.connected.size());
    b.node.addProtocol(TestNode.PROTOCOL, b);
    a.node.removeProtocol(TestNode.PROTOCOL, a);
    a.node.addProtocol(TestNode.PROTOCOL, a);
    world.run(1_000);
    a.say(b.key, "again");
    b.say(a.key, "yes");
    world.run(500);
    assertEquals(List.of("again"), b.heard);
    assertEquals(List.of("yes"), a.heard);
  }
}
