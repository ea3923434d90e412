package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.TopicId;
import io.muster.itest.operator.OperatorActivator;
import io.muster.peer.PeerKey;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an operator sees of the shipped jars: OSGi events and health checks, of a fork above all.
 */
class OperatorIT {
  private static final String ASKED = "(muster.operator=true)";
  private static final HexFormat HEX = HexFormat.of();
  private static final int HELLO = 1;
  private static final int FORK = 10;

  @TempDir static Path directory;
  private static TestNode node;
  private static PeerKey key;

  @BeforeAll
  static void start() throws Exception {
    node = new TestNode(directory);
    node.configure("io.muster.events~orders", Map.of("topic", "orders", "role", "server"));
    node.start();
    node.install(
        OperatorActivator.class,
        "org.osgi.framework,io.muster.peer,io.muster.hub,org.osgi.service.event,"
            + "org.apache.felix.hc.api,org.apache.felix.hc.api.execution",
        TestNode.jarOf("org.apache.felix.hc.api.HealthCheck"),
        TestNode.jarOf("org.apache.felix.hc.core.impl.executor.HealthCheckExecutorImpl"),
        TestNode.built("../../events-bundle/ops/target", "io.muster.events.ops"));
    TestNode.await(
        "the topic",
        () -> node.hasService("io.muster.events.EventServer", "(muster.topic=orders)"));
    key = PeerKey.parse(node.ask("key"));
  }

  @AfterAll
  static void stop() throws Exception {
    node.close();
  }

  private static String health(String tag) {
    return node.askOf(ASKED, "health", tag);
  }

  /** Two headers with one number that the node's own key has signed, in a run that is not its. */
  private static ForkProof fork(Hash topic) {
    RunId run = RunId.ofFirst(new byte[RunId.BYTES]);
    FeedId feed = FeedId.of(topic, key, run);
    return ForkProof.of(key, run, signed(feed, 1), signed(feed, 2));
  }

  private static ForkProof.Signed signed(FeedId feed, int root) {
    Header header = new Header(feed, 1, 1, feed.value(), Hash.sha256(new byte[] {(byte) root}), 99);
    String signature =
        node.askOf(ASKED, "sign", "muster/ev1/batch", HEX.formatHex(header.encode()));
    return new ForkProof.Signed(header, Bytes.of(HEX.parseHex(signature)));
  }

  @Test
  void openTopicIsACondition() throws Exception {
    TestNode.await(
        "the condition",
        () ->
            node.hasService(
                "org.osgi.service.condition.Condition",
                "(&(osgi.condition.id=io.muster.events.ready)(muster.topic=orders))"));
  }

  @Test
  void forkIsAnOsgiEventAndACriticalHealthCheck() throws Exception {
    TestNode.await(() -> "health: " + health("muster"), () -> count(health("muster"), ": OK") == 2);
    Hash topic = TopicId.of(key, "orders");
    ForkProof proof = fork(topic);
    byte[] hello =
        new FieldWriter()
            .u8(HELLO)
            .u8(1)
            .hash(topic)
            .u32(65_536)
            .u32(1 << 20)
            .hash(Hash.ZERO)
            .toArray();
    byte[] fork = new FieldWriter().u8(FORK).raw(proof.encode()).toArray();
    node.askOf(ASKED, "speak", "events/1/" + topic, HEX.formatHex(hello), HEX.formatHex(fork));
    TestNode.await(
        () -> "the event; there are " + node.askOf(ASKED, "events"),
        () -> node.askOf(ASKED, "events").contains("io/muster/events/Topic/FORK"));
    String event =
        node.askOf(ASKED, "events")
            .lines()
            .filter(line -> line.startsWith("io/muster/events/Topic/FORK"))
            .findFirst()
            .orElseThrow();
    for (String part :
        new String[] {
          "count=1",
          "feed=" + proof.feed().text(),
          "heads=" + proof.first().header().head() + " " + proof.second().header().head(),
          "key=" + key,
          "muster.topic=orders",
          "point=0"
        }) {
      assertTrue(event.contains(part), part + " in " + event);
    }
    TestNode.await(
        () -> "critical: " + health("muster-ready"),
        () -> health("muster-ready").contains("Muster events: CRITICAL"));
    String seen = health("muster-ready");
    assertTrue(seen.contains(key.toString()) && seen.contains("fix: end the copy"), seen);
    assertEquals(1, count(health("muster-live"), "Muster event store: OK"), health("muster-live"));
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
