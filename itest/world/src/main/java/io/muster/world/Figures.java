package io.muster.world;

import java.util.Map;
import java.util.TreeMap;

/** What happened how often. */
public final class Figures {
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Long> faults = new TreeMap<>();

  void count(String what) {
    add(what, 1);
  }

  void add(String what, long more) {
    counts.merge(what, more, Long::sum);
  }

  void most(String what, long seen) {
    counts.merge(what, seen, Math::max);
  }

  void fault(String kind) {
    faults.merge(kind, 1L, Long::sum);
  }

  synchronized void add(Figures other) {
    other.counts.forEach(
        (what, n) -> counts.merge(what, n, what.startsWith("most ") ? Math::max : Long::sum));
    other.faults.forEach((kind, n) -> faults.merge(kind, n, Long::sum));
  }

  /**
   * Returns a count.
   *
   * @param what of what
   * @return how often; 0 if never
   */
  public synchronized long counted(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /**
   * Returns the faults that really happened.
   *
   * @return how often, by kind
   */
  public synchronized Map<String, Long> faults() {
    return new TreeMap<>(faults);
  }

  @Override
  public synchronized String toString() {
    return counts + " " + faults;
  }
}
