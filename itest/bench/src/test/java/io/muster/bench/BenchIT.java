package io.muster.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of the harness, with numbers too small to mean anything: so that it does not rot. */
class BenchIT {
  @TempDir private Path folder;

  private List<JsonObject> figures(String... arguments) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
    Stream<String> all = Stream.concat(Stream.of(arguments), Stream.of("--dir", folder.toString()));
    assertEquals(0, Bench.run(all.toList(), printed, System.err));
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> JsonParser.parseString(line).getAsJsonObject())
        .toList();
  }

  @Test
  void eventsBenchPrintsOneLineForEachFigureAndLeavesNothingBehind() throws Exception {
    List<JsonObject> lines =
        figures(
            "events",
            "--quick",
            "--alone",
            "--only",
            "events.delivery.64",
            "--only",
            "events.backlog",
            "--backlog",
            "1000");
    TreeSet<String> names = new TreeSet<>();
    for (JsonObject line : lines) {
      assertEquals("events", line.get("bench").getAsString());
      assertTrue(line.get("value").isJsonPrimitive(), line.toString());
      for (String key : List.of("unit", "rival", "ratio", "aim", "met")) {
        assertTrue(line.has(key), key + " is missing: " + line);
      }
      names.add(line.get("figure").getAsString());
    }
    assertEquals(
        List.of(
            "events.backlog.catchup",
            "events.backlog.exponent",
            "events.backlog.memory",
            "events.backlog.open",
            "events.delivery.64"),
        List.copyOf(names));
    assertEquals(names.size(), lines.size(), "a figure was printed twice");
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void hubSimulationPrintsItsFiguresAndAPictureWithWords() throws Exception {
    List<JsonObject> lines = figures("hub-simulation", "--quick");
    assertEquals(
        List.of("hub.converge", "hub.dials", "hub.starved", "hub.flaps"),
        lines.stream().map(line -> line.get("figure").getAsString()).toList());
    for (JsonObject line : lines) {
      assertEquals("hub-simulation", line.get("bench").getAsString());
      assertTrue(line.get("met").isJsonPrimitive(), line.toString());
    }
    String picture = Files.readString(folder.resolve("hub-simulation.svg"));
    assertTrue(picture.contains("<desc") && picture.contains("<polyline"), picture);
    assertTrue(!picture.contains("<script"), picture);
  }

  @Test
  void stagingBenchPrintsOneLineForEachFigure() throws Exception {
    List<JsonObject> lines = figures("staging", "--quick");
    assertEquals(
        List.of(
            "staging.stage.10k",
            "staging.stage.1m",
            "staging.restage.1m",
            "staging.exponent",
            "address.parse"),
        lines.stream().map(line -> line.get("figure").getAsString()).toList());
    for (JsonObject line : lines) {
      assertTrue(line.get("value").getAsDouble() != 0, line.toString());
      assertTrue(line.has("aim"), line.toString());
    }
  }
}
