package io.muster.events.provider.sim;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.RunId;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dmuster.seed=42} runs one seed, {@code -Dmuster.seeds=1000} so many. */
class FeedsSimulationTest {
  private static final int STEPS = 600;

  static LongStream seeds() {
    Long one = Long.getLong("muster.seed");
    return one == null
        ? LongStream.rangeClosed(1, Long.getLong("muster.seeds", 25))
        : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void membersAgreeAfterCrashesLossesAndRestores(long seed) {
    FeedsSimulation simulation = new FeedsSimulation(seed, 3);
    simulation.run(STEPS);
    assertTrue(simulation.crashes() > 0, "no fault was injected");
    simulation.assertPrefixes();
    simulation.heal();
    simulation.assertPrefixes();
    simulation.assertNoFork();
    simulation.assertConverged();
    simulation.assertOrderFree();
  }

  @Test
  void runThatGoesOnInAnEarlierFeedIsCaughtAsAFork() {
    assertThrows(
        AssertionError.class,
        () -> {
          for (long seed = 1; seed <= 20; seed++) {
            FeedsSimulation simulation = new FeedsSimulation(seed, 3);
            simulation.client(1).plantOneRunForAll(new RunId(1, 2));
            simulation.run(4 * STEPS);
            simulation.assertNoFork();
          }
        });
  }
}
