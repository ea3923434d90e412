package io.muster.bench.figure;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/**
 * One run of the program: what is asked for, where files go, where figures and progress go.
 *
 * @param bench the name of the benchmark
 * @param options what is asked for
 * @param folder a folder of this run alone, on the disk that is measured
 * @param out where figures go, one JSON line each
 * @param err where progress goes
 */
public record BenchRun(
    String bench, BenchOptions options, Path folder, PrintStream out, PrintStream err) {
  /**
   * Whether a figure is asked for.
   *
   * @param figure its name
   * @return whether to measure it
   */
  public boolean wants(String figure) {
    return options.only().isEmpty() || options.only().stream().anyMatch(figure::startsWith);
  }

  /**
   * Prints a figure.
   *
   * @param figure the figure
   */
  public void print(Figure figure) {
    out.println(figure.json(bench));
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
   * @param small the number for a quick run
   * @return one of them
   */
  public int scaled(int whole, int small) {
    return options.quick() ? small : whole;
  }
}
