package io.muster.bench.load;

import java.util.Arrays;

/** Times of single events in nanoseconds. Thread-safe. */
public final class Latencies {
  private long[] nanos = new long[1 << 12];
  private int count;

  /**
   * Adds one.
   *
   * @param time in nanoseconds
   */
  public synchronized void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = time;
  }

  /**
   * Returns what was added since the last call and begins anew.
   *
   * @return count, median, 99th and 99.9th percentile in nanoseconds, separated by spaces
   */
  public synchronized String take() {
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    count = 0;
    return sorted.length + " " + at(sorted, 0.5) + " " + at(sorted, 0.99) + " " + at(sorted, 0.999);
  }

  private static long at(long[] sorted, double part) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(part * (sorted.length - 1)))];
  }
}
