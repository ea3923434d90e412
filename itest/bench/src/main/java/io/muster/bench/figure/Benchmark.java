package io.muster.bench.figure;

/** A set of figures that are measured together: the NAME of {@code itest/muster bench NAME}. */
public interface Benchmark {
  /**
   * Returns what it is called on the command line.
   *
   * @return the name
   */
  String name();

  /**
   * Measures and prints every figure that is asked for.
   *
   * @param run what was asked for, and where figures go
   * @throws Exception if a figure could not be measured; a rival that is missing is no failure
   */
  void measure(BenchRun run) throws Exception;
}
