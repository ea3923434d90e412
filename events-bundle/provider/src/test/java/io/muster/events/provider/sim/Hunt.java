package io.muster.events.provider.sim;

import io.muster.events.provider.sim.faults.Plans;
import io.muster.events.provider.sim.world.Violation;

/** What is called through reflection, in a class loader of its own. */
public final class Hunt {
  private Hunt() {}

  /** Runs a seed and returns the invariant that it breaks, or an empty text. */
  public static String violation(long seed) {
    return Simulator.run(Plans.of(seed)).violation().map(Violation::invariant).orElse("");
  }
}
