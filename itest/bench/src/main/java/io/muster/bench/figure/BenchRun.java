package io.muster.bench.figure;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * One run of the program: what is asked for, where files go, where figures and progress go.
 *
 * @param folder a folder of this run, on the disk that is measured
 * @param quick whether small numbers will do: to see that all runs, not how fast
 * @param alone whether to leave out rivals and limits
 * @param only figures that are asked for, by the beginning of their names; empty for all
 * @param out where figures go, one JSON line each
 * @param err where progress goes
 */
public record BenchRun(
    Path folder,
    boolean quick,
    boolean alone,
    List<String> only,
    PrintStream out,
    PrintStream err) {
  /**
   * Whether a figure is asked for.
   *
   * @param figure its name
   * @return whether to measure it
   */
  public boolean wants(String figure) {
    return only.isEmpty() || only.stream().anyMatch(figure::startsWith);
  }

  /**
   * Prints a figure.
   *
   * @param figure the figure
   */
  public void print(Figure figure) {
    out.println(figure.json());
    out.flush();
  }

  /**
   * Says how far the run is.
   *
   * @param format as of {@link String#format}
   * @param arguments what goes into it
   */
  public void say(String format, Object... arguments) {
    err.println("bench: " + String.format(Locale.ROOT, format, arguments));
    err.flush();
  }

  /**
   * Returns a number that depends on whether small numbers will do.
   *
   * @param whole the number for figures that count
   * @param small the number for {@link #quick}
   * @return one of them
   */
  public int scaled(int whole, int small) {
    return quick ? small : whole;
  }
}
