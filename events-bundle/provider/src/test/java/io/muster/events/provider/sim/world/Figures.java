package io.muster.events.provider.sim.world;

import java.util.Map;
import java.util.TreeMap;

/** What happened how often. */
public final class Figures {
  private final Map<String, Long> fired = new TreeMap<>();
  private final Map<String, Long> counts = new TreeMap<>();

  /** A fault has really happened. */
  public void fired(String fault) {
    fired.merge(fault, 1L, Long::sum);
  }

  void answered(Manners.Answer answer) {
    if (answer != Manners.Answer.CONSUME) {
      fired("handler " + answer.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** Counts something that is no fault. */
  public void count(String what, long many) {
    counts.merge(what, many, Long::sum);
  }

  /** Returns a count. */
  public long counted(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** Adds those of another seed. */
  public synchronized void add(Figures other) {
    other.fired.forEach((what, many) -> fired.merge(what, many, Long::sum));
    other.counts.forEach((what, many) -> counts.merge(what, many, Long::sum));
  }

  /** Returns the faults by kind. */
  public Map<String, Long> faults() {
    return fired;
  }

  /** Returns the other counts. */
  public Map<String, Long> counts() {
    return counts;
  }
}
