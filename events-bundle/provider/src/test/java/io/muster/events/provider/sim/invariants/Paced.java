package io.muster.events.provider.sim.invariants;

import io.muster.events.Event;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;

/** I16: where nothing fails, an event starts within the longest window and a little more. */
public record Paced(World world) implements Happening {
  private static final long LITTLE_MS = 2_500;

  @Override
  public void called(Node node, Wish wish, Event event) {
    if (!world.plan().isCalm()) {
      return;
    }
    long window = longest(world.plan());
    long waited = world.time().millis() - wish.wishedAt();
    if (waited > window + LITTLE_MS) {
      world.violated("I16", node + " let " + wish + " wait for " + waited + " ms");
    }
  }

  private static long longest(Plan plan) {
    return plan.steps().stream()
        .filter(step -> step.kind() == Step.Kind.PAUSE)
        .mapToLong(Step::b)
        .max()
        .orElse(0);
  }
}
