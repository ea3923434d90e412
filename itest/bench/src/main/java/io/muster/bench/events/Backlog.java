package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Comparison;
import io.muster.bench.figure.Exponent;
import io.muster.bench.figure.Figure;
import io.muster.bench.process.Jars;
import io.muster.bench.process.Node;
import io.muster.bench.process.Nodes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** A server with many events for users who are not there: what it takes, and how it starts. */
final class Backlog {
  static final String MEMORY = "events.backlog.memory";
  static final String OPEN = "events.backlog.open";
  static final String EXPONENT = "events.backlog.exponent";

  static final String CATCH_UP = "events.backlog.catchup";

  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final double MIB = 1 << 20;
  private static final double MEMORY_AIM_MIB = 256;
  private static final double OPEN_AIM_S = 5;
  private static final double EXPONENT_AIM = 1.05;
  private static final double[] PARTS = {0.0316, 0.1, 0.316, 1};
  private static final int USERS = 1_000;
  private static final List<String> HEAP = List.of("-Xmx4g");
  private static final List<String> ROLE =
      List.of("io.muster.events~bench/role=server", "io.muster.events~bench/bodies.max.mib=4096");

  private final BenchRun run;
  private final List<Integer> sizes;
  private final Exponent exponent = new Exponent();
  private double perSecond;

  Backlog(BenchRun run) {
    this.run = run;
    this.sizes = upTo(run.options().backlog());
  }

  private static List<Integer> upTo(int most) {
    return Arrays.stream(PARTS).mapToObj(part -> (int) (part * most)).toList();
  }

  static boolean wanted(BenchRun run) {
    return List.of(MEMORY, OPEN, EXPONENT, CATCH_UP).stream().anyMatch(run::wants);
  }

  private int events() {
    return sizes.get(sizes.size() - 1);
  }

  void measure() throws Exception {
    Path folder = run.folder().resolve("backlog");
    try (Nodes nodes = new Nodes(folder, Jars.find())) {
      nodes.startHub();
      Node server = nodes.start("server", HEAP, ROLE);
      Path keys = folder.resolve("users");
      Users.write(keys, nodes.makeKey("client"), USERS);
      server.ask("users " + keys);
      fill(server);
      print(EXPONENT, exponent());
      print(MEMORY, memory(server));
      server.close();
      long start = System.nanoTime();
      server = nodes.start("server", HEAP, ROLE);
      print(OPEN, open(server, start));
      if (run.wants(CATCH_UP)) {
        print(CATCH_UP, catchUp(nodes, server));
      }
    }
  }

  private void print(String name, Figure figure) {
    if (run.wants(name)) {
      run.print(figure.with("events", events()).with("users", USERS).with("bytes", Flight.BYTES));
    }
  }

  /**
   * Fills to each size; what the last tenth before it cost tells the cost at that size. The first
   * size is large enough for the compiler to have done its work.
   */
  private void fill(Node server) throws IOException {
    int have = 0;
    for (int size : sizes) {
      int last = Math.max(1, size / 10);
      add(server, size - last - have);
      long[] times = add(server, last);
      have = size;
      double cpu = times[1] / 1e3 / last;
      perSecond = last * 1e9 / times[0];
      run.say("backlog %d: %.0f/s, %.1f us of processor each", size, perSecond, cpu);
      exponent.add(size - last / 2.0, cpu);
    }
  }

  private static long[] add(Node server, int count) throws IOException {
    String[] times = server.ask("fill " + count + " " + Flight.BYTES, PATIENCE).split(" ");
    return new long[] {Long.parseLong(times[0]), Long.parseLong(times[1])};
  }

  private Figure exponent() {
    return Figure.of(EXPONENT, exponent.value(), "exponent")
        .with("added.per.second", perSecond)
        .with("from", sizes.get(0))
        .with("cost", "processor time of the server for one more event")
        .beside(Comparison.atMost("the same cost at any backlog", 1, EXPONENT_AIM));
  }

  private Figure memory(Node server) throws IOException {
    String[] bytes = server.ask("memory", PATIENCE).split(" ");
    double heap = Long.parseLong(bytes[0]) / MIB;
    double resident = Long.parseLong(bytes[1]) / MIB;
    run.say("heap %.1f MiB, resident %.1f MiB", heap, resident);
    return Figure.of(MEMORY, heap, "MiB")
        .with("of", "heap in use after a full collection")
        .with("resident.mib", resident)
        .with("bytes.per.event", heap * MIB / events())
        .beside(Comparison.atMost("limit in MiB", MEMORY_AIM_MIB, 1));
  }

  private Figure open(Node server, long start) throws IOException {
    server.ask("key", PATIENCE);
    double seconds = (System.nanoTime() - start) / 1e9;
    String status = server.ask("status");
    run.say("open after %.2f s: %s", seconds, status);
    if (!status.contains("waiting=" + events())) {
      throw new IOException("not all events wait after the restart: " + status);
    }
    return Figure.of(OPEN, seconds, "s")
        .with("of", "from the start of the process, after a clean stop, until the topic is open")
        .beside(Comparison.atMost("limit in s", OPEN_AIM_S, 1));
  }

  /** One user comes for the first time: it needs the server's whole feed to find its own events. */
  private Figure catchUp(Nodes nodes, Node server) throws IOException, InterruptedException {
    List<String> role = List.of("io.muster.events~bench/role=client");
    String key = "io.muster.events~bench/server.key=" + server.ask("key");
    long start = System.nanoTime();
    Node client = nodes.start("client", HEAP, List.of(role.get(0), key));
    long own = events() / USERS;
    long end = start + PATIENCE.toNanos();
    while (Long.parseLong(client.ask("count")) < own) {
      if (System.nanoTime() > end) {
        throw new IOException("the user has not caught up: " + client.ask("status"));
      }
      Thread.sleep(50);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    run.say("caught up after %.1f s", seconds);
    return Figure.of(CATCH_UP, events() / seconds, "entries/s")
        .with("of", "from the start of a new user's process until it has handled its own events")
        .with("seconds", seconds)
        .with("handled", own);
  }
}
