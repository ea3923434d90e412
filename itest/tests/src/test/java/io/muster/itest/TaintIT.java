package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped jars with file stores and logs at their most talkative: no secret of events, lanes or
 * keys stands in any file of server or client, but for the seed in the file of the key.
 */
class TaintIT {
  private static final String TOPIC = "kitchen";
  private static final String PAYLOAD = "Wacholder-Sauerbraten";
  private static final String TYPE = "Brombeer-Bestellung";
  private static final String DEDUPE = "Rechnung-4711-0815";
  private static final String RESULT = "Zwetschgen-Roester";
  private static final String REASON = "Kuemmel-Unvertraeglichkeit";

  @TempDir Path directory;
  private final Secrets secrets = new Secrets();

  private void add(Pair pair, String what) {
    String json = "{\"is\":\"" + what + "\",\"dish\":\"" + PAYLOAD + "\"}";
    Pair.ask(pair.server, "add", TOPIC, pair.user(), json, TYPE, DEDUPE + what);
  }

  private void keysOf(String name, TestNode node) throws Exception {
    String role = name.equals("server") ? "EventServer" : "EventClient";
    Object identity = node.service("io.muster.peer.Identity", null);
    Object topic = node.service("io.muster.events." + role, "(muster.topic=" + TOPIC + ")");
    assertEquals(4, secrets.held(name, identity, "LocalIdentity"), "keys of " + name);
    assertTrue(secrets.held(name + " lane", topic, "LaneSecrets") > 0, "lanes of " + name);
  }

  @Test
  void noFileHasASecretButTheFileOfTheKey() throws Exception {
    secrets.text("payload", PAYLOAD);
    secrets.text("type", TYPE);
    secrets.text("dedupe key", DEDUPE);
    secrets.text("result", RESULT);
    secrets.text("reason", REASON);
    try (Pair pair = new Pair(directory, TOPIC, "DEBUG")) {
      pair.start();
      Pair.ask(pair.server, "serve", TOPIC);
      add(pair, "good"); // before there is a handler: it waits on both disks
      TestNode.await("the client has it", () -> !pair.client.ask("status").isEmpty());
      Pair.ask(pair.client, "handle", TOPIC, RESULT, REASON);
      add(pair, "bad");
      TestNode.await("both are learned", () -> Pair.ask(pair.server, "learned").equals("2"));
      keysOf("server", pair.server);
      keysOf("client", pair.client);
      assertEquals(seeds(), secrets.in(directory), "while the nodes run");
    }
    assertEquals(seeds(), secrets.in(directory), "after they have ended");
    assertTrue(secrets.searched() > 100_000, "only " + secrets.searched() + " bytes");
    assertTrue(
        Files.size(directory.resolve("server/log.txt")) > 1_000, "the log says nothing at all");
  }

  private static Set<String> seeds() {
    return Set.of("server", "client").stream()
        .map(node -> node + "/data/identity/key: " + node + " seed")
        .collect(Collectors.toSet());
  }

  @Test
  void plantedLeaksAreFound() throws Exception {
    secrets.text("payload", PAYLOAD);
    Files.writeString(directory.resolve("plain"), "a " + PAYLOAD);
    Files.writeString(directory.resolve("wide"), PAYLOAD, StandardCharsets.UTF_16LE);
    String coded =
        Base64.getEncoder().encodeToString(("a" + PAYLOAD).getBytes(StandardCharsets.UTF_8));
    Files.writeString(directory.resolve("coded"), coded);
    assertEquals(
        Set.of("plain: payload", "wide: payload as UTF-16", "coded: payload as base64+2"),
        secrets.in(directory));
  }
}
