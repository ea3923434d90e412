package io.muster.itest;

import io.muster.itest.users.UsersActivator;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.framework.BundleException;

/** A server and a client of one topic beside the example's, connected by TLS, with file stores. */
final class Pair implements AutoCloseable {
  private static final String USERS = "(muster.users=true)";

  final TestNode server;
  final TestNode client;
  private final String topic;
  private String user;

  /** Makes the nodes; {@code level} is that of their logs. */
  Pair(Path directory, String topic, String level) throws Exception {
    this.topic = topic;
    server = new TestNode(directory.resolve("server"), level);
    client = new TestNode(directory.resolve("client"), level);
  }

  void start() throws Exception {
    server.start();
    TestNode.await("the address of the hub", () -> server.hubUrl() != null);
    client.start();
    for (TestNode node : new TestNode[] {server, client}) {
      TestNode.await("a key", () -> node.hasService("io.muster.peer.Identity", null));
      node.configure(
          "io.muster.hub",
          Map.of("hubs", server.hubUrl(), "announce.interval.s", "5", "backoff.max.s", "1"));
      node.configure(
          "io.muster.example", Map.of("ledger", node.file("acct.jsonl").toAbsolutePath() + ""));
      node.install(UsersActivator.class, "org.osgi.framework,io.muster.peer,io.muster.events");
    }
    user = client.ask("key");
    String key = server.ask("key");
    for (String name : new String[] {"orders", topic}) {
      String pid = "io.muster.events~" + name;
      server.configure(pid, Map.of("topic", name, "role", "server"));
      client.configure(pid, Map.of("topic", name, "role", "client", "server.key", key));
      TestNode.await(
          "topic " + name,
          () ->
              server.hasService("io.muster.events.EventServer", "(muster.topic=" + name + ")")
                  && client.hasService(
                      "io.muster.events.EventClient", "(muster.topic=" + name + ")"));
    }
  }

  /** Returns the client's key. */
  String user() {
    return user;
  }

  static String ask(TestNode node, String... words) {
    return node.askOf(USERS, words);
  }

  @Override
  public void close() throws BundleException {
    try {
      client.close();
    } finally {
      server.close();
    }
  }
}
