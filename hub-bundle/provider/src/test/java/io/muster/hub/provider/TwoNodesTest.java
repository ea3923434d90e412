package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.Peers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

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
