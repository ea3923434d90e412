package io.muster.events.provider.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.sim.faults.Plans;
import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Step;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The shipped topic on virtual time, network and disks: {@code -Dmuster.seeds=2000} so many seeds,
 * {@code -Dmuster.seed=42} one of them, {@code -Dmuster.steps="..."} with these steps instead of
 * its own.
 */
@Tag("seeds")
class SimulatorTest {
  private static final int SEEDS = 200;

  @Test
  void nothingIsLostDoubledForgedOrShownWhateverFails() throws InterruptedException {
    Long one = Long.getLong("muster.seed");
    if (one != null) {
      Simulator.Result result = Simulator.run(plan(one));
      result.violation().ifPresent(broken -> assertEquals("nothing", broken.toString()));
      return;
    }
    long last = Long.getLong("muster.seeds", Long.getLong("muster.sim.seeds", SEEDS));
    Campaign campaign = Campaign.run(1, seed -> seed <= last);
    check(campaign);
  }

  private static Plan plan(long seed) {
    String steps = System.getProperty("muster.steps");
    Plan plan = Plans.of(seed);
    return steps == null ? plan : plan.with(parse(steps));
  }

  private static List<Step> parse(String steps) {
    return Arrays.stream(steps.split(",")).map(Step::parse).toList();
  }

  @Test
  @Tag("long")
  void nothingIsEitherForAsLongAsThereIsTime() throws InterruptedException {
    Duration budget = Duration.ofMinutes(Long.getLong("muster.sim.minutes", 10));
    long end = System.nanoTime() + budget.toNanos();
    long first = Long.getLong("muster.sim.first", 1_000_000);
    check(Campaign.run(first, seed -> System.nanoTime() < end));
  }

  private static void check(Campaign campaign) {
    System.out.println(campaign.summary());
    assertEquals("", campaign.report());
    assertTrue(!campaign.figures().faults().isEmpty(), "no fault was fired");
    assertTrue(campaign.figures().counted("acked") > 0, "nothing was confirmed");
  }

  @Test
  void aSeedGivesTheSameTraceTwice() {
    for (long seed = 98; seed <= 108; seed++) {
      assertEquals(Simulator.run(Plans.of(seed)).trace(), Simulator.run(Plans.of(seed)).trace());
    }
  }

  @Test
  void stepsAreReadAsTheyArePrinted() {
    List<Step> steps = Plans.of(5).steps();
    String printed = String.join(", ", steps.stream().map(Object::toString).toList());
    assertEquals(steps, parse(printed));
  }
}
