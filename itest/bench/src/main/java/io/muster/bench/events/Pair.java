package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Rate;
import io.muster.bench.process.Jars;
import io.muster.bench.process.Node;
import io.muster.bench.process.Nodes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A server and a user, each a node of its own, connected by TLS over loopback. */
final class Pair implements AutoCloseable {
  private static final List<String> JVM = List.of("-Xmx1g");

  private final BenchRun run;
  private final Nodes nodes;
  private final Node server;
  private final Node client;
  private final String user;
  private int rounds;
  private boolean warm;

  private Pair(BenchRun run, Nodes nodes) throws IOException, InterruptedException {
    this.run = run;
    this.nodes = nodes;
    nodes.startHub();
    server = nodes.start("server", JVM, List.of("io.muster.events~bench/role=server"));
    String key = server.ask("key");
    client =
        nodes.start(
            "client",
            JVM,
            List.of(
                "io.muster.events~bench/role=client", "io.muster.events~bench/server.key=" + key));
    user = client.ask("key");
    client.ask("progress " + server.ask("port"));
  }

  static Pair start(BenchRun run) throws Exception {
    run.say("starting a hub, a server and a user");
    Nodes nodes = new Nodes(run.folder().resolve("pair"), Jars.find());
    try {
      return new Pair(run, nodes);
    } catch (IOException | RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  Rate measure(Flight flight) throws IOException {
    if (!warm) {
      warm = true;
      warmUp();
    }
    List<Rate> rates = new ArrayList<>();
    for (int i = 0; i < run.scaled(5, 1); i++) {
      rates.add(round(flight, run.scaled(4_000, 300)));
    }
    return Rate.median(rates);
  }

  /** Until the compiler has done its work: a round that is hardly faster than the best before. */
  private void warmUp() throws IOException {
    double best = 0;
    for (int i = 0; i < run.scaled(12, 1); i++) {
      double now = 0;
      for (Flight each : Flight.ALL) {
        run.say("warming up");
        now += round(each, run.scaled(each.outstanding() > 1 ? 4_000 : 1_000, 300)).perSecond();
      }
      if (now < best * 1.05) {
        return;
      }
      best = now;
    }
  }

  private Rate round(Flight flight, int millis) throws IOException {
    client.ask("latencies");
    String kind = flight.receipt() ? "receipt" : "delivery";
    String order =
        "round %d %s %d %d %d %s"
            .formatted(++rounds, kind, millis, flight.outstanding(), Flight.BYTES, user);
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
