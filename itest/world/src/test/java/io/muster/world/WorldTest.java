package io.muster.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The shipped machine in many worlds: {@code -Dmuster.jvm=-Dmuster.seeds=5000} so many seeds,
 * {@code -Dmuster.jvm=-Dmuster.seed=42} one of them.
 */
class WorldTest {
  private static final int ENOUGH = 3;
  private static final int SEEDS = 200;

  @Test
  @Tag("seeds")
  void rulesHoldAndWantedPeersAreConnectedWhateverFails() throws InterruptedException {
    Long one = Long.getLong("muster.seed");
    long first = one == null ? 1 : one;
    long last = one == null ? many() : one;
    Campaign campaign = Campaign.run(first, seed -> seed <= last, ENOUGH);
    System.out.println(campaign.summary());
    assertEquals("", campaign.report());
    assertTrue(campaign.figures().counted("connections") > 0, "nobody was ever connected");
    if (one == null) {
      for (Fault fault : Fault.values()) {
        assertTrue(campaign.figures().faults().containsKey(fault.toString()), fault + " never");
      }
    }
  }

  private static long many() {
    return Long.getLong("muster.seeds", Long.getLong("muster.sim.seeds", SEEDS));
  }

  @Test
  @Tag("seeds")
  void rulesHoldInAWorldOfAThousandNodes() {
    Run.Result result = Run.of(Plan.large(1));
    Figures seen = result.figures();
    System.out.println("WORLD nodes=1000 " + seen);
    assertEquals("", result.violation().map(Violation::getMessage).orElse(""));
    assertTrue(seen.counted("connections") >= 4_000, "too few connections: " + seen);
  }

  @Test
  void aSeedGivesTheSameStoryTwice() {
    for (long seed = 3; seed < 8; seed++) {
      Plan plan = Plan.of(seed);
      assertEquals(Run.of(plan).figures().toString(), Run.of(plan).figures().toString());
    }
  }
}
