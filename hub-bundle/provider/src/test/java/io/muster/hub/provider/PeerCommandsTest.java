package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerCommandsTest {
  private final World world = new World(11);
  private final FakeNet net = new FakeNet(world);
  private final TestNode a = new TestNode(world, net, world.key(), Map.of("connections.low", 0));
  private final TestNode b = new TestNode(world, net, world.key(), Map.of("connections.low", 0));
  private final PeerCommands commands = new PeerCommands(a.node);

  private String run(String... words) {
    return commands._main(words);
  }

  private boolean connected() {
    return a.connected.contains(b.key) && b.connected.contains(a.key);
  }

  @Test
  void addressIsConnectedAndStaysWantedUntilItIsDisconnected() {
    run("connect", FakeNet.address(b.key).toString());
    assertTrue(world.runUntil(this::connected, 5_000));
    assertTrue(a.node.peers().peers().get(0).wanted());
    assertEquals("Closed", run("disconnect", b.key.toString()));
    world.run(400_000);
    assertTrue(a.connected.isEmpty());
    assertTrue(run("disconnect", b.key.toString()).contains("no connection"));
  }

  @Test
  void blockedPeerIsShownAsSuchAndNotConnectedByMistake() throws IOException {
    run("connect", FakeNet.address(b.key).toString());
    assertTrue(world.runUntil(this::connected, 5_000));
    run("block", b.key.toString(), "sends", "spam");
    assertTrue(world.runUntil(() -> a.connected.isEmpty(), 1_000));
    String shown = new HubCommands(a.node, world.surroundings(() -> true))._main(peers());
    assertTrue(shown.contains("BLOCKED") && shown.contains("sends spam"), shown);
    String key = b.key.toString();
    assertThrows(IllegalArgumentException.class, () -> run("connect", key));
    assertEquals("Unblocked", run("unblock", b.key.toString()));
    assertEquals("It was not blocked", run("unblock", b.key.toString()));
    run("connect", FakeNet.address(b.key).toString());
    assertTrue(world.runUntil(this::connected, 600_000), () -> run("trace", key));
  }

  private static String[] peers() {
    return new String[] {"peers"};
  }

  @Test
  void traceTellsWhyAndWhatLedThere() {
    b.crash(true);
    run("connect", FakeNet.address(b.key).toString());
    world.run(60_000);
    String shown = run("trace", b.key.toString());
    assertTrue(shown.startsWith(b.key + " BACKOFF: "), shown);
    assertTrue(shown.contains("RemotePeerConnectionFailed[attempt="), shown);
    assertTrue(shown.contains("nobody there"), shown);
    assertTrue(shown.lines().count() <= Trace.SHOWN + 1);
  }

  @Test
  void mistakesAreAnsweredWithTheUsage() {
    assertThrows(IllegalArgumentException.class, () -> run("block"));
    assertThrows(IllegalArgumentException.class, () -> run("connect", "net:host:8008"));
    assertThrows(IllegalArgumentException.class, () -> run("trace", "nobody"));
  }
}
