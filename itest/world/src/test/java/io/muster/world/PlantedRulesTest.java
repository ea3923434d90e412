package io.muster.world;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bugs that are planted into a copy of a shipped class are found, each by an invariant that is
 * meant for it: {@code -Dmuster.jvm=-Dmuster.plant=stale} those with this word in the name.
 */
@Tag("planted")
class PlantedRulesTest {
  private static final int MOST_SEEDS = 300;
  private static final Path SOURCES = Path.of("../../hub-bundle/provider/src/main/java");

  @TempDir private Path directory;

  static Stream<Plant> plants() {
    String only = System.getProperty("muster.plant", "");
    return Plants.all().stream().filter(plant -> plant.name().contains(only));
  }

  @ParameterizedTest
  @MethodSource("plants")
  void plantedBugIsCaughtByTheInvariantThatIsMeantForIt(Plant plant) throws Exception {
    Path sources = Path.of(System.getProperty("basedir", "")).resolve(SOURCES);
    int tried = 0;
    String broken = "";
    try (PlantedCode code = PlantedCode.of(plant, sources, directory)) {
      while (broken.isEmpty() && tried < MOST_SEEDS) {
        tried++;
        broken = code.violation(tried);
      }
    }
    System.out.printf("PLANT name=\"%s\" invariant=\"%s\" seeds=%d%n", plant, broken, tried);
    assertTrue(!broken.isEmpty(), "not found in " + tried + " seeds");
    assertTrue(plant.expected().contains(broken), "meant was " + plant.expected());
  }
}
