package io.muster.bench.figure;

import java.util.Comparator;
import java.util.List;

/**
 * What one round has shown.
 *
 * @param perSecond how many events per second
 * @param p50Micros median time of one event, in µs
 * @param p99Micros 99th percentile, in µs
 * @param p999Micros 99.9th percentile, in µs
 */
public record Rate(double perSecond, double p50Micros, double p99Micros, double p999Micros) {
  /**
   * Reads what a node's load has counted.
   *
   * @param count how many events
   * @param nanos in which time
   * @param latencies count, p50, p99 and p99.9 in ns, separated by spaces
   * @return the rate
   */
  public static Rate of(long count, long nanos, String latencies) {
    String[] parts = latencies.trim().split(" ");
    return new Rate(
        count * 1e9 / nanos,
        Long.parseLong(parts[1]) / 1e3,
        Long.parseLong(parts[2]) / 1e3,
        Long.parseLong(parts[3]) / 1e3);
  }

  /**
   * Returns the medians of several rounds.
   *
   * @param rounds one or more
   * @return each number's own median
   */
  public static Rate median(List<Rate> rounds) {
    return new Rate(
        middle(rounds, Comparator.comparing(Rate::perSecond)).perSecond(),
        middle(rounds, Comparator.comparing(Rate::p50Micros)).p50Micros(),
        middle(rounds, Comparator.comparing(Rate::p99Micros)).p99Micros(),
        middle(rounds, Comparator.comparing(Rate::p999Micros)).p999Micros());
  }

  private static Rate middle(List<Rate> rounds, Comparator<Rate> order) {
    return rounds.stream().sorted(order).toList().get(rounds.size() / 2);
  }
}
