package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars that the host ships, in a framework, are all there and do their work. */
class ShippedBundlesIT {
  private static final String KEY = "MjgwMTY0NjAzMjEyNjI4Mzg0NjY0MzIyMjExMTI5MjE=";

  @TempDir static Path directory;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    node = new TestNode(directory);
    node.configure("io.muster.events.file", Map.of("segment.mb", "8", "queue.mib", "1"));
    node.configure("io.muster.hub.local", Map.of("refuse", "false")); // only with a configuration
    node.configure("io.muster.events~orders", Map.of("topic", "orders", "role", "server"));
    node.start();
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  @Test
  void everyBundleIsActive() {
    assertEquals(List.of(), node.notActive());
  }

  @Test
  void everyServiceOfTheDesignComes() throws Exception {
    for (String type :
        List.of(
            "io.muster.peer.Identity",
            "io.muster.peer.KeyAgreement",
            "io.muster.peer.SignatureVerifier",
            "io.muster.staging.Staging",
            "io.muster.hub.Hubs",
            "io.muster.hub.Peers",
            "io.muster.hub.spi.Rendezvous",
            "io.muster.events.spi.EventStore",
            "io.muster.events.EventServer")) {
      TestNode.await(
          () -> "the service " + type + "; the log: " + log(), () -> node.hasService(type, null));
    }
    for (String scheme : List.of("tls", "local")) {
      TestNode.await(
          () -> "the transport " + scheme + "; the log: " + log(),
          () ->
              node.hasService(
                  "io.muster.hub.spi.Transport", "(muster.transport.schemes=" + scheme + ")"));
    }
  }

  private static String log() {
    try {
      return node.log();
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  @Test
  void stagingTakesAPeerAndGivesItBack() throws Exception {
    TestNode.await("staging", () -> node.hasService("io.muster.staging.Staging", null));
    String address = "net:192.0.2.1:8008~shs:" + KEY;
    assertEquals("true " + address + " true", node.ask("stage", address));
  }

  @Test
  void identitySignsForOnePurposeOnly() throws Exception {
    TestNode.await(
        "the identity and the verifier",
        () ->
            node.hasService("io.muster.peer.Identity", null)
                && node.hasService("io.muster.peer.SignatureVerifier", null));
    assertEquals("true false", node.ask("sign"));
  }

  @Test
  void confirmedEventsAreOnDiskBecauseTheFileStoreIsUsed() throws Exception {
    String fsync = "(muster.durability=fsync)";
    TestNode.await(
        "a durable store", () -> node.hasService("io.muster.events.spi.EventStore", fsync));
    assertTrue(
        !node.hasService("io.muster.events.spi.EventStore", "(muster.durability=none)"),
        "the memory store is there without a configuration");
  }

  @Test
  void typoInAConfigurationIsNamedInTheLogAndToWhoAsks() throws Exception {
    String typo = "did you mean 'segment.mib'";
    TestNode.await("a word about the typo", () -> node.ask("problems").contains(typo));
    TestNode.await("a line in the log", () -> node.log().contains(typo));
    String log = node.log();
    assertTrue(log.contains("io.muster.events.file: segment.mb=8"), log);
    assertTrue(log.contains("queue.mib=1: expected a whole number from 8 to 1024"), log);
  }
}
