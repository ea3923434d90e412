package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.HubStatus;
import io.muster.hub.Peers;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeetingAtHubsTest {
  private static final URI HUB = URI.create("https://hub.example.org");
  private static final URI OTHER = URI.create("https://other.example.org");

  private final World world = new World(11);
  private final FakeNet net = new FakeNet(world);
  private final FakeHub hubs = new FakeHub(world);

  private TestNode node(URI... at) {
    return new TestNode(world, net, world.key(), Map.of()).at(hubs, at);
  }

  private void assertMeet(TestNode a, TestNode b, long within) {
    assertTrue(
        world.runUntil(
            () -> a.channels.containsKey(b.key) && b.channels.containsKey(a.key), within),
        () -> a.log + " " + b.log + " " + a.node.peers().peers());
  }

  @Test
  void nodesAtOneHubFindEachOtherWithinSeconds() {
    TestNode a = node(HUB);
    world.run(20_000);
    TestNode b = node(HUB);
    assertMeet(a, b, 5_000);
    assertEquals(HubStatus.State.CONNECTED, a.node.hubs().hubs().get(0).state());
  }

  @Test
  void nodesOfDifferentNetworksDoNotMeet() {
    TestNode a = node(HUB);
    TestNode b =
        new TestNode(world, net, world.key(), Map.of("network.key", "secret")).at(hubs, HUB);
    world.run(60_000);
    assertTrue(a.node.peers().peers().isEmpty());
    assertTrue(b.node.peers().peers().isEmpty());
  }

  @Test
  void nodeThatChangesItsNetworkMeetsThePeersThere() {
    TestNode a = node(HUB);
    TestNode b =
        new TestNode(world, net, world.key(), Map.of("network.key", "secret")).at(hubs, HUB);
    world.run(10_000);
    a.node.settings(HubSettings.of(Map.of("network.key", "secret")));
    assertMeet(a, b, 10_000);
  }

  @Test
  void peerThatLeavesIsForgottenAtOnceAndOneThatDiesFadesOut() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    TestNode c = node(HUB);
    assertMeet(a, b, 10_000);
    assertMeet(a, c, 10_000);
    b.node.leave();
    assertTrue(world.runUntil(() -> a.node.peers().peers().size() == 1, 3_000));
    c.crash(true);
    assertTrue(
        world.runUntil(
            () ->
                a.node.machine().state().peers().values().stream()
                    .allMatch(p -> p.routes().isEmpty()),
            130_000));
  }

  @Test
  void hubThatIsDownIsTriedAgainAndTheOtherServesMeanwhile() {
    hubs.down(HUB);
    TestNode a = node(HUB, OTHER);
    TestNode b = node(HUB, OTHER);
    assertMeet(a, b, 10_000);
    world.run(600_000);
    int tries = hubs.connects;
    assertTrue(tries < 2 * 60, tries + " tries in ten minutes by two nodes");
    hubs.up(HUB);
    assertTrue(
        world.runUntil(
            () ->
                a.node.hubs().hubs().stream().allMatch(h -> h.state() == HubStatus.State.CONNECTED),
            61_000));
  }

  @Test
  void peerWithoutAnAddressDialsWhoeverWantsIt() {
    TestNode a = node(HUB);
    TestNode hidden = node(HUB);
    net.hide(hidden.key);
    // nobody dials anybody by itself: below the low water no more
    a.node.settings(HubSettings.of(Map.of("connections.low", 0)));
    hidden.node.settings(HubSettings.of(Map.of("connections.low", 0)));
    world.run(30_000);
    assertTrue(a.connected.isEmpty());
    a.node.peers().want(Set.of(hidden.key), Peers.Priority.NORMAL);
    assertMeet(a, hidden, 120_000);
  }

  @Test
  void nonsenseOfStrangersIsRefusedAndCounted() {
    TestNode a = node(HUB);
    world.run(1_000);
    hubs.broadcast(HUB, "{\"kind\":1}");
    hubs.broadcast(HUB, "[]");
    hubs.broadcast(HUB, hubs.published.get(0).replace("\"kind\"", "\"kinds\""));
    world.run(1_000);
    assertEquals(3, a.log.stream().filter(l -> l.startsWith("REFUSED")).count());
    assertEquals(HubStatus.State.CONNECTED, a.node.hubs().hubs().get(0).state());
  }

  @Test
  void wakingUpResetsBackOffAndFindsDeadLinks() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    assertMeet(a, b, 10_000);
    b.transport.crash(true);
    world.sleep(60_000);
    assertTrue(world.runUntil(() -> a.connected.isEmpty(), 10_000));
    assertFalse(a.log.stream().noneMatch(l -> l.contains("slept")));
  }

  @Test
  void sleepIsNoticedAlsoByAClockThatStandsStillMeanwhile() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    assertMeet(a, b, 10_000);
    b.transport.crash(true);
    world.sleepStandingStill(28_800_000);
    assertTrue(world.runUntil(() -> a.connected.isEmpty(), 10_000));
    assertTrue(a.log.stream().anyMatch(l -> l.contains("slept")));
  }

  @Test
  void peersDoNotFadeBecauseTheNodeSleptBeforeTheyCouldBeHeardAgain() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    TestNode c = node(HUB);
    assertMeet(a, b, 10_000);
    c.crash(false);
    world.sleep(600_000);
    world.run(20_000);
    assertEquals(2, a.node.peers().peers().stream().filter(p -> !p.routes().isEmpty()).count());
    world.run(120_000);
    assertTrue(a.connected.contains(b.key));
    assertEquals(1, a.node.peers().peers().stream().filter(p -> !p.routes().isEmpty()).count());
  }

  @Test
  void nodeIsOnlineWhileItIsAtAHubAndAShortBreakIsNotTold() {
    TestNode a = node(HUB);
    world.run(5_000);
    assertEquals(List.of("ONLINE true"), online(a));
    hubs.down(HUB);
    world.run(500);
    hubs.up(HUB);
    world.run(10_000);
    assertEquals(List.of("ONLINE true"), online(a));
    hubs.down(HUB);
    world.run(10_000);
    assertEquals(List.of("ONLINE true", "ONLINE false"), online(a));
  }

  private static List<String> online(TestNode node) {
    return node.log.stream().filter(line -> line.startsWith("ONLINE")).toList();
  }

  @Test
  void anotherNetworkIsNoticedAndDeadLinksAreFoundSoon() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    assertMeet(a, b, 10_000);
    world.network("");
    world.run(20_000);
    assertTrue(a.log.stream().noneMatch(l -> l.contains("network has changed")));
    b.transport.crash(true);
    world.network("two");
    assertTrue(world.runUntil(() -> a.connected.isEmpty(), 16_000));
    assertTrue(a.log.stream().anyMatch(l -> l.contains("network has changed")));
  }

  @Test
  void removedHubIsToldGoodbyeAndItsPeersAreForgotten() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    assertMeet(a, b, 10_000);
    assertTrue(a.node.hubs().remove(URI.create("https://HUB.example.org:443/")));
    world.run(1_000);
    assertTrue(a.node.hubs().hubs().isEmpty());
    assertTrue(b.node.peers().peers().get(0).routes().isEmpty());
    assertEquals(1, a.connected.size(), "the connection itself stays");
  }

  @Test
  void whatCameBeforeIsNoNewsAfterAReconnectEither() {
    TestNode a = node(HUB);
    TestNode b = node(HUB);
    assertMeet(a, b, 10_000);
    b.crash(false);
    world.run(300_000);
    assertFalse(knowsRoute(a, b));
    hubs.down(HUB);
    hubs.up(HUB);
    world.run(120_000);
    List.copyOf(hubs.published).forEach(json -> hubs.broadcast(HUB, json));
    world.run(1_000);
    assertFalse(knowsRoute(a, b), "a replayed announcement brought the peer back");
  }

  private static boolean knowsRoute(TestNode node, TestNode peer) {
    return node.node.peers().peers().stream()
        .anyMatch(p -> p.key().equals(peer.key) && !p.routes().isEmpty());
  }
}
