package io.muster.bench.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;

class FigureTest {
  private static final Comparison TEN_TIMES_A_SNAIL = Comparison.atLeast("snail", 2, 10);
  private static final Comparison HALF_A_HARE = Comparison.atLeast("hare", 60, 0.5);
  private static final Comparison TORTOISE = Comparison.missing("tortoise", 1, true, "is asleep");

  private static JsonObject line(double value, Comparison... comparisons) {
    Figure figure = Figure.of("race.speed", value, "m/s");
    for (Comparison comparison : comparisons) {
      figure.beside(comparison);
    }
    return figure.json("race");
  }

  @Test
  void lineNamesBenchFigureAndTheComparisonThatStandsWorst() {
    JsonObject line = line(24, TEN_TIMES_A_SNAIL, HALF_A_HARE);
    assertEquals("race", line.get("bench").getAsString());
    assertEquals("race.speed", line.get("figure").getAsString());
    assertEquals("hare", line.get("rival").getAsString());
    assertEquals(0.4, line.get("ratio").getAsDouble());
    assertEquals(0.5, line.get("aim").getAsDouble());
    assertEquals(2, line.getAsJsonArray("rivals").size());
  }

  @Test
  void figureIsMetIfEveryAimIs() {
    assertTrue(line(30, TEN_TIMES_A_SNAIL, HALF_A_HARE).get("met").getAsBoolean());
    assertFalse(line(29, TEN_TIMES_A_SNAIL, HALF_A_HARE).get("met").getAsBoolean());
  }

  @Test
  void rivalThatIsMissingLeavesOpenWhetherAllIsMetButHidesNoMiss() {
    assertTrue(line(30, HALF_A_HARE, TORTOISE).get("met").isJsonNull());
    assertFalse(line(29, HALF_A_HARE, TORTOISE).get("met").getAsBoolean());
    assertEquals("is asleep", line(30, TORTOISE).get("why").getAsString());
  }

  @Test
  void latencyIsMetIfTheRatioIsAtMostTheAim() {
    Comparison twice = Comparison.atMost("snail", 100, 2);
    assertTrue(line(200, twice).get("met").getAsBoolean());
    assertFalse(line(201, twice).get("met").getAsBoolean());
    assertEquals("at most", line(200, twice).get("aim.is").getAsString());
  }
}
