package io.muster.bench.hub;

import io.muster.world.Contest;
import java.util.ArrayList;
import java.util.List;

/** What one set of rules reached over all schedules. */
final class Score {
  private final List<Double> waits = new ArrayList<>();
  private long dials;
  private long lasting;
  private long starved;
  private long flaps;
  private Contest.Outcome first;

  void add(Contest.Outcome outcome) {
    waits.addAll(outcome.waits());
    waits.sort(null);
    dials += outcome.dials();
    lasting += outcome.lasting();
    starved += outcome.starved();
    flaps += outcome.flaps();
    first = first == null ? outcome : first;
  }

  /** Seconds until a process has its low-water number of connections, at the mean. */
  double meanWait() {
    return waits.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }

  /** The same at a percentile. */
  double waitAt(int percentile) {
    return waits.isEmpty() ? Double.NaN : waits.get((waits.size() - 1) * percentile / 100);
  }

  int episodes() {
    return waits.size();
  }

  double dialsPerLasting() {
    return (double) dials / lasting;
  }

  long dials() {
    return dials;
  }

  long lasting() {
    return lasting;
  }

  long starved() {
    return starved;
  }

  long flaps() {
    return flaps;
  }

  /** The story of the first schedule. */
  Contest.Outcome first() {
    return first;
  }
}
