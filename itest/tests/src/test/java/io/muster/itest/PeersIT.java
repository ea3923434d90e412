package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Two hosts that meet at a hub: hub and bench together, while either is redeployed. */
class PeersIT {
  private static final String HUB = "io.muster.hub.provider";
  private static final String STAGING = "io.muster.staging.provider";

  @TempDir Path directory;
  private TestNode a;
  private TestNode b;
  private String keyOfB;

  @BeforeEach
  void start() throws Exception {
    a = new TestNode(directory.resolve("a"));
    b = new TestNode(directory.resolve("b"));
    a.start();
    b.start();
    TestNode.await("the address of the hub", () -> a.hubUrl() != null);
    for (TestNode node : new TestNode[] {a, b}) {
      TestNode.await("a key", () -> node.hasService("io.muster.peer.Identity", null));
      node.configure(
          "io.muster.hub",
          Map.of("hubs", a.hubUrl(), "announce.interval.s", "5", "backoff.max.s", "1"));
    }
    keyOfB = b.ask("key");
    TestNode.await(() -> "a connection: " + peers(a), () -> isConnected(a));
  }

  @AfterEach
  void stop() throws Exception {
    b.close();
    a.close();
  }

  /** The providers' classes are not those of the test's class path. */
  private static String command(TestNode node, String provider, String... words) {
    String filter = "(&(osgi.command.scope=muster)(osgi.command.function=" + words[0] + "))";
    try {
      Object commands = node.service(provider, filter);
      return commands == null
          ? ""
          : (String)
              commands
                  .getClass()
                  .getMethod("_main", String[].class)
                  .invoke(commands, (Object) words);
    } catch (ReflectiveOperationException | org.osgi.framework.InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String peers(TestNode node) {
    return command(node, HUB + ".HubCommands", "peers", "--json");
  }

  private static String staged(TestNode node) {
    return command(node, STAGING + ".StagedCommands", "staged", "--json");
  }

  private boolean isConnected(TestNode node) {
    return peers(node).contains("\"key\":\"" + keyOfB + "\",\"state\":\"CONNECTED\"");
  }

  private static void update(TestNode node, String name) throws Exception {
    Bundle bundle =
        node.musterBundles().stream()
            .filter(b -> b.getSymbolicName().equals(name))
            .findFirst()
            .orElseThrow();
    TestNode.update(bundle);
  }

  @Test
  void connectedPeerIsOffTheBenchWhicheverBundleIsReplaced() throws Exception {
    TestNode.await(() -> "off the bench: " + staged(a), () -> !staged(a).contains(keyOfB));
    TestNode.await(
        "online",
        () ->
            a.hasService(
                "org.osgi.service.condition.Condition",
                "(osgi.condition.id=io.muster.hub.online)"));
    String connection = peers(a);
    update(a, STAGING);
    TestNode.await("a bench", () -> !staged(a).isEmpty());
    TestNode.await(() -> "off the new bench: " + staged(a), () -> !staged(a).contains(keyOfB));
    assertTrue(isConnected(a) && since(connection).equals(since(peers(a))), "the link stayed");
    update(a, HUB);
    TestNode.await(() -> "a connection: " + peers(a), () -> isConnected(a));
    TestNode.await(() -> "off the bench: " + staged(a), () -> !staged(a).contains(keyOfB));
  }

  private String since(String json) {
    String peer = json.substring(json.indexOf(keyOfB));
    return peer.substring(peer.indexOf("\"since\""), peer.indexOf("\"since\"") + 40);
  }

  @Test
  void blockedPeerIsCutOffAndStaysOutWhenTheHubIsReplaced() throws Exception {
    command(a, HUB + ".PeerCommands", "block", keyOfB, "sends", "spam");
    TestNode.await(() -> "cut: " + peers(a), () -> peers(a).contains("\"state\":\"BLOCKED\""));
    String keyOfA = a.ask("key");
    TestNode.await(
        () -> "cut at the other end: " + peers(b),
        () -> !peers(b).contains("\"key\":\"" + keyOfA + "\",\"state\":\"CONNECTED\""));
    update(a, HUB);
    TestNode.await(() -> "blocked: " + peers(a), () -> peers(a).contains("\"state\":\"BLOCKED\""));
    TestNode.await(
        () -> "b refused: " + peers(b), () -> peers(b).contains("\"lastError\":\"REFUSED"));
    assertTrue(!staged(a).contains(keyOfB), () -> staged(a));
    command(a, HUB + ".PeerCommands", "unblock", keyOfB);
    TestNode.await(() -> "connected again: " + peers(a), () -> isConnected(a));
  }
}
