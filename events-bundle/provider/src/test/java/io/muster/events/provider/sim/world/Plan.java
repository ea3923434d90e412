package io.muster.events.provider.sim.world;

import io.muster.events.provider.sim.world.Step.Kind;
import java.util.List;

/**
 * All that decides a run: together with the code it has no other source of chance.
 *
 * @param seed of everything that is drawn on the way
 * @param clients how many at the beginning
 * @param real whether cryptography is the real one
 * @param steps what happens when
 */
public record Plan(long seed, int clients, boolean real, List<Step> steps) {
  /** Copies the steps. */
  public Plan {
    steps = List.copyOf(steps);
  }

  /** Says whether nothing fails. */
  public boolean isCalm() {
    return steps.stream()
        .map(Step::kind)
        .allMatch(kind -> kind == Kind.ADD || kind == Kind.PAUSE || kind == Kind.WEDGE);
  }

  /** Returns the same with other steps. */
  public Plan with(List<Step> others) {
    return new Plan(seed, clients, real, others);
  }
}
