package io.muster.bench.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What a run is asked for.
 *
 * @param names the benchmarks; empty for all
 * @param only figures, by the beginning of their names; empty for all
 * @param folder where the files of the run go
 * @param quick whether small numbers will do: to see that all runs, not how fast
 * @param alone whether to leave out rivals and limits
 * @param backlog how many events wait in the figures of a backlog
 * @param lanes how many users take part where several do; with 1, only one ever does
 */
public record BenchOptions(
    List<String> names,
    List<String> only,
    Path folder,
    boolean quick,
    boolean alone,
    int backlog,
    int lanes) {
  /** How to ask. */
  public static final String USAGE =
      """
      usage: itest/muster bench [NAME]... [--quick] [--alone] [--backlog N] [--lanes N] [--only FIGURE]... [--dir DIR]
        NAME            a benchmark; without one, all of them
        --quick         small numbers: shows that all runs, not how fast it is
        --alone         without rivals and limits: nothing to compare with
        --backlog N     how many events wait in the figures of a backlog, if not 1000000
        --lanes N       how many users take part where several do, if not 64; 1: only ever one
        --only FIGURE   only figures whose name begins so, for instance events.delivery
        --dir DIR       where the files of the run go: on the disk that is to be measured
      """;

  private static final int WHOLE_BACKLOG = 1_000_000;
  private static final int QUICK_BACKLOG = 10_000;
  private static final int MANY_LANES = 64;
  private static final int QUICK_LANES = 2;

  /**
   * Reads the command line.
   *
   * @param arguments the words
   * @return the options
   * @throws IllegalArgumentException if an option is unknown or has no value
   */
  public static BenchOptions parse(List<String> arguments) {
    List<String> names = new ArrayList<>();
    List<String> only = new ArrayList<>();
    Path folder = Path.of("");
    boolean quick = false;
    boolean alone = false;
    int backlog = 0;
    int lanes = 0;
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      switch (argument) {
        case "--quick" -> quick = true;
        case "--alone" -> alone = true;
        case "--backlog" -> backlog = Integer.parseInt(value(argument, rest));
        case "--lanes" -> lanes = Integer.parseInt(value(argument, rest));
        case "--only" -> only.add(value(argument, rest));
        case "--dir" -> folder = Path.of(value(argument, rest));
        default -> names.add(name(argument));
      }
    }
    int events = backlog > 0 ? backlog : quick ? QUICK_BACKLOG : WHOLE_BACKLOG;
    int users = lanes > 0 ? lanes : quick ? QUICK_LANES : MANY_LANES;
    return new BenchOptions(names, only, folder.toAbsolutePath(), quick, alone, events, users);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static String name(String argument) {
    if (argument.startsWith("-")) {
      throw new IllegalArgumentException("unknown option: " + argument);
    }
    return argument;
  }
}
