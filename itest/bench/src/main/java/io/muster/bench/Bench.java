package io.muster.bench;

import io.muster.bench.events.EventsBench;
import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program behind {@code itest/muster bench}. */
public final class Bench {
  private static final List<Benchmark> ALL = List.of(new EventsBench());
  private static final String USAGE =
      """
      usage: itest/muster bench [NAME]... [--quick] [--alone] [--only FIGURE]... [--dir DIR]
        NAME            a benchmark; without one, all of them
        --quick         small numbers: shows that all runs, not how fast it is
        --alone         without rivals and limits: nothing to compare with
        --only FIGURE   only figures whose name begins so, for instance events.delivery
        --dir DIR       where the files of the run go: on the disk that is to be measured
      """;

  private Bench() {}

  /**
   * Ends the process with 0 if all ran, whether aims were met or not, 1 if something failed, 2 if
   * the arguments are wrong.
   *
   * @param arguments see the usage
   */
  public static void main(String[] arguments) {
    PrintStream figures = System.out;
    // what libraries print by themselves does not belong between the figures
    System.setOut(System.err);
    System.exit(run(List.of(arguments), figures, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<Benchmark> chosen = new ArrayList<>();
    List<String> only = new ArrayList<>();
    Path folder = null;
    boolean quick = false;
    boolean alone = false;
    try {
      for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
        String argument = rest.next();
        switch (argument) {
          case "--quick" -> quick = true;
          case "--alone" -> alone = true;
          case "--only" -> only.add(value(argument, rest));
          case "--dir" -> folder = Path.of(value(argument, rest));
          default -> chosen.add(named(argument));
        }
      }
    } catch (IllegalArgumentException e) {
      err.println("muster bench: " + e.getMessage());
      err.print(USAGE);
      return 2;
    }
    return measure(chosen.isEmpty() ? ALL : chosen, folder, quick, alone, only, out, err);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
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
      List<Benchmark> chosen,
      Path folder,
      boolean quick,
      boolean alone,
      List<String> only,
      PrintStream out,
      PrintStream err) {
    try {
      Path parent = folder == null ? Path.of("").toAbsolutePath() : Files.createDirectories(folder);
      Path own = Files.createTempDirectory(parent.toAbsolutePath(), "muster-bench-");
      try {
        BenchRun run = new BenchRun(own, quick, alone, only, out, err);
        for (Benchmark benchmark : chosen) {
          benchmark.measure(run);
        }
      } finally {
        delete(own);
      }
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    } catch (Exception e) {
      err.println("muster bench: " + (e.getMessage() == null ? e : e.getMessage()));
      e.printStackTrace(err);
      return 1;
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
