package io.muster.events.provider.sim;

import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out steps of a plan that breaks an invariant for as long as the rest breaks the same one:
 * halves first, then ever smaller pieces (Zeller's ddmin).
 */
final class Shrinker {
  private final Plan plan;
  private final String invariant;
  private int runsLeft;

  private Shrinker(Plan plan, String invariant, int runs) {
    this.plan = plan;
    this.invariant = invariant;
    this.runsLeft = runs;
  }

  /** Returns a plan with few steps that breaks the same invariant, after so many runs at most. */
  static Plan shrink(Plan plan, String invariant, int runs) {
    return new Shrinker(plan, invariant, runs).shrink();
  }

  private Plan shrink() {
    List<Step> steps = plan.steps();
    int pieces = 2;
    while (steps.size() > 1 && runsLeft > 0) {
      List<Step> fewer = without(steps, pieces);
      if (fewer.size() < steps.size()) {
        steps = fewer;
        pieces = Math.max(2, pieces - 1);
      } else if (pieces >= steps.size()) {
        break;
      } else {
        pieces = Math.min(steps.size(), 2 * pieces);
      }
    }
    return plan.with(steps);
  }

  /** Returns the steps without one of so many pieces, or all of them if every piece is needed. */
  private List<Step> without(List<Step> steps, int pieces) {
    for (int i = 0; i < pieces && runsLeft > 0; i++) {
      List<Step> rest = new ArrayList<>(steps);
      rest.subList(steps.size() * i / pieces, steps.size() * (i + 1) / pieces).clear();
      if (fails(rest)) {
        return rest;
      }
    }
    return steps;
  }

  private boolean fails(List<Step> steps) {
    runsLeft--;
    return Simulator.run(plan.with(steps))
        .violation()
        .filter(violation -> violation.invariant().equals(invariant))
        .isPresent();
  }
}
