package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Rate;
import io.muster.bench.process.Jars;
import io.muster.bench.process.Node;
import io.muster.bench.process.Nodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A server and its users, connected by TLS over loopback: one user as a node of its own, or many in
 * one process. Each user is a lane.
 */
final class Party implements AutoCloseable {
  private static final List<String> JVM = List.of("-Xmx1g");

  /** More on their way are not let through; they count as waiting from when they were due. */
  private static final int OPEN_WINDOW = 8_192;

  private static final int LONGEST_WARM_UP = 12;
  private static final List<String> SERVER =
      List.of(
          "io.muster.events~bench/role=server",
          "io.muster.events~bench/lane.max.events=100000",
          "io.muster.hub/connections.cap=512",
          "io.muster.hub/connections.high=256",
          "io.muster.hub/connections.unknown=256");

  private final BenchRun run;
  private final Nodes nodes;
  private final Node server;
  private final Node client;
  private final String users;
  private int rounds;
  private boolean warm;

  private Party(BenchRun run, Nodes nodes, int lanes) throws IOException, InterruptedException {
    this.run = run;
    this.nodes = nodes;
    nodes.startHub();
    server = nodes.start("server", JVM, SERVER);
    String key = server.ask("key");
    client = lanes == 1 ? client(nodes, key) : nodes.startCrowd(lanes, key);
    users = client.ask("key");
    if (lanes > 1) {
      for (String user : users.split(",")) {
        server.ask("admit " + user);
      }
    }
    client.ask("progress " + server.ask("port"));
  }

  static Party start(BenchRun run, int lanes) throws Exception {
    run.say("starting a hub, a server and users: %d", lanes);
    Nodes nodes = new Nodes(run.folder().resolve("lanes" + lanes), Jars.find());
    try {
      return new Party(run, nodes, lanes);
    } catch (IOException | RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  private static Node client(Nodes nodes, String server) throws IOException {
    String key = "io.muster.events~bench/server.key=" + server;
    return nodes.start("client", JVM, List.of("io.muster.events~bench/role=client", key));
  }

  Rate measure(Flight flight) throws IOException {
    if (!warm) {
      warm = true;
      warmUp();
    }
    List<Rate> rates = new ArrayList<>();
    for (int i = 0; i < run.scaled(5, 1); i++) {
      rates.add(round(flight, run.scaled(4_000, 300), 0));
    }
    return Rate.median(rates);
  }

  /** An open loop: events are added at a steady rate, whether others have arrived or not. */
  Rate steady(Flight flight, double perSecond) throws IOException {
    Flight open = new Flight(flight.figure() + " open loop", flight.receipt(), OPEN_WINDOW);
    return round(open, run.scaled(10_000, 300), perSecond);
  }

  /** Until the compiler has done its work: a round that is hardly faster than the best before. */
  private void warmUp() throws IOException {
    if (run.options().quick()) {
      round(Flight.ALL.get(0), 1, 0);
      return;
    }
    double best = 0;
    for (int i = 0; i < LONGEST_WARM_UP; i++) {
      double now = 0;
      for (Flight each : Flight.ALL) {
        run.say("warming up");
        now += round(each, each.outstanding() > 1 ? 4_000 : 1_000, 0).perSecond();
      }
      if (now < best * 1.05) {
        return;
      }
      best = now;
    }
  }

  private Rate round(Flight flight, int millis, double perSecond) throws IOException {
    client.ask("latencies");
    String kind = flight.receipt() ? "receipt" : "delivery";
    String order =
        String.format(
            Locale.ROOT,
            "round %d %s %d %d %d %s %.3f",
            ++rounds,
            kind,
            millis,
            flight.outstanding(),
            Flight.BYTES,
            users,
            perSecond);
    String[] counted = server.ask(order).split(" ", 3);
    String latencies = flight.receipt() ? counted[2] : client.ask("latencies");
    Rate rate = Rate.of(Long.parseLong(counted[0]), Long.parseLong(counted[1]), latencies);
    run.say(
        "%s %.0f/s, p50 %.0f us, p99 %.0f us",
        flight.figure(), rate.perSecond(), rate.p50Micros(), rate.p99Micros());
    return rate;
  }

  @Override
  public void close() throws IOException {
    nodes.close();
  }
}
