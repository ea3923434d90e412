package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChaosTest {
  private static final List<String> NODES = List.of("A", "B", "C", "server");

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, Long.MAX_VALUE})
  void everyNodeIsKilledOnceInTheMidstOfTheEvents(long seed) {
    List<Chaos.Kill> kills = Chaos.of(seed, NODES).kills();
    assertEquals(
        Set.copyOf(NODES), kills.stream().map(Chaos.Kill::node).collect(Collectors.toSet()));
    assertEquals(NODES.size(), kills.size());
    for (Chaos.Kill kill : kills) {
      assertTrue(kill.share() >= 0.1 && kill.share() <= 0.8, "" + kill);
      assertTrue(kill.downMillis() >= 0 && kill.downMillis() < 3000, "" + kill);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42})
  void theSeedDecides(long seed) {
    assertEquals(Chaos.of(seed, NODES), Chaos.of(seed, NODES));
    assertNotEquals(Chaos.of(seed, NODES), Chaos.of(seed + 1, NODES));
  }
}
