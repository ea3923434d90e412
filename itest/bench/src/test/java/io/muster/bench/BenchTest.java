package io.muster.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Bench.run(List.of(arguments), print(out), print(err));
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void unknownNameEndsWithTwoAndListsWhatThereIs() {
    assertEquals(2, run("evnets"));
    String said = err.toString(StandardCharsets.UTF_8);
    assertTrue(
        said.contains("unknown benchmark 'evnets'; there is: events, staging, hub-simulation"),
        said);
    assertEquals(0, out.size());
  }

  @Test
  void optionWithoutItsValueEndsWithTwo() {
    assertEquals(2, run("events", "--only"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("--only needs a value"));
  }
}
