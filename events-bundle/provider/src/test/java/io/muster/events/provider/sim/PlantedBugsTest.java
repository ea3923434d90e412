package io.muster.events.provider.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.sim.plant.Plant;
import io.muster.events.provider.sim.plant.PlantedCode;
import io.muster.events.provider.sim.plant.Plants;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs that are planted into a copy of a shipped class are found, each by an invariant that is
 * meant for it. Without the bug the same seeds break nothing: that is the simulator's own test.
 */
@Tag("planted")
class PlantedBugsTest {
  private static final int MOST_SEEDS = 150;

  @TempDir private Path directory;

  static Stream<Plant> plants() {
    String only = System.getProperty("muster.plant", "");
    return Plants.all().stream().filter(plant -> plant.name().contains(only));
  }

  @ParameterizedTest
  @MethodSource("plants")
  void plantedBugIsCaughtByTheInvariantThatIsMeantForIt(Plant plant) throws Exception {
    Path sources = Path.of(System.getProperty("basedir", "")).resolve("src/main/java");
    int tried = 0;
    String broken = "";
    try (PlantedCode code = PlantedCode.of(plant, sources, directory)) {
      for (long seed = 1; broken.isEmpty() && tried < MOST_SEEDS; seed++) {
        if (plant.takes(seed)) {
          tried++;
          broken = code.run(Hunt.class.getName(), "violation", seed);
        }
      }
    }
    System.out.printf("PLANT name=\"%s\" invariant=%s seeds=%d%n", plant.name(), broken, tried);
    assertTrue(!broken.isEmpty(), "not found in " + tried + " seeds");
    String meant = String.join(" or ", plant.expected().stream().sorted().toList());
    assertEquals(true, plant.expected().contains(broken), "meant was " + meant + ", not " + broken);
  }
}
