package io.muster.bench;

import io.muster.bench.events.EventsBench;
import io.muster.bench.figure.BenchOptions;
import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
import io.muster.bench.hub.HubSimulationBench;
import io.muster.bench.staging.StagingBench;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program behind {@code itest/muster bench}. */
public final class Bench {
  private static final List<Benchmark> ALL =
      List.of(new EventsBench(), new StagingBench(), new HubSimulationBench());
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Bench() {}

  /**
   * Ends the process with 0 if all ran, whether aims were met or not, 1 if something failed, 2 if
   * the arguments are wrong.
   *
   * @param arguments see {@link BenchOptions#USAGE}
   */
  public static void main(String[] arguments) {
    PrintStream figures = System.out;
    // what libraries print by themselves does not belong between the figures
    System.setOut(System.err);
    System.exit(run(List.of(arguments), figures, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      BenchOptions options = BenchOptions.parse(arguments);
      List<Benchmark> chosen = new ArrayList<>();
      options.names().forEach(name -> chosen.add(named(name)));
      return measure(chosen.isEmpty() ? ALL : chosen, options, out, err);
    } catch (IllegalArgumentException e) {
      err.println("muster bench: " + e.getMessage());
      err.print(BenchOptions.USAGE);
      return USAGE;
    }
  }

  private static Benchmark named(String name) {
    return ALL.stream()
        .filter(benchmark -> benchmark.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown benchmark '"
                        + name
                        + "'; there is: "
                        + ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "))));
  }

  private static int measure(
      List<Benchmark> chosen, BenchOptions options, PrintStream out, PrintStream err) {
    try {
      Path parent = Files.createDirectories(options.folder());
      Path own = Files.createTempDirectory(parent, "muster-bench-");
      try {
        for (Benchmark benchmark : chosen) {
          benchmark.measure(new BenchRun(benchmark.name(), options, own, out, err));
        }
      } finally {
        delete(own);
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILED;
    } catch (Exception e) {
      err.println("muster bench: a figure could not be measured");
      e.printStackTrace(err);
      return FAILED;
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
