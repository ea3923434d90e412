package io.muster.host.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsFileTest {
  @TempDir Path folder;

  private final EventsFile file = new EventsFile(Map.of("A", "keyOfA", "B", "keyOfB"));

  @Test
  void namesBecomeKeysAndEventsStayAsTheyAre() throws IOException {
    List<String> lines =
        translate("{\"user\":\"A\",\"event\":{\"n\":12345678901234567890.50,\"t\":\"é\"}}");
    assertEquals(
        List.of("{\"user\":\"keyOfA\",\"event\":{\"n\":12345678901234567890.50,\"t\":\"é\"}}"),
        lines);
    assertEquals(1, file.good());
    assertEquals(0, file.malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{\"user\":\"A\"}",
        "{\"event\":{}}",
        "{\"user\":\"X\",\"event\":{}}",
        "{\"user\":[\"A\"],\"event\":{}}",
        "{\"user\":\"A\",\"event\":{}} trailing",
        "{user:\"A\",event:{}}"
      })
  void aMalformedLineIsReportedByNumberAndTheOthersStay(String malformed) throws IOException {
    String good = "{\"user\":\"B\",\"event\":1}";
    List<String> lines = translate(good, malformed, good);
    assertEquals(2, lines.size());
    assertEquals(2, file.good());
    assertEquals(1, file.malformed());
    assertEquals("line 2: ", file.problems().get(0).substring(0, 8));
  }

  @Test
  void onlyTheFirstProblemsAreKept() throws IOException {
    String[] lines = new String[100];
    java.util.Arrays.fill(lines, "{");
    translate(lines);
    assertEquals(100, file.malformed());
    assertEquals(21, file.problems().size());
    assertEquals("and 80 more", file.problems().get(20));
  }

  @Test
  void bytesThatAreNoTextAndEndlessLinesSpoilTheirOwnLineOnly() throws IOException {
    String good = "{\"user\":\"B\",\"event\":1}";
    String padding = " ".repeat(BoundedLines.LONGEST_BYTES);
    String large = "{\"user\":\"B\",\"event\":\"" + "x".repeat(262_143) + "\"}";
    Path from = folder.resolve("from");
    Files.writeString(
        from, good + "\r\n\377\n" + padding + good + "\n" + large + "\n" + good, ISO_8859_1);
    file.check(from);
    assertEquals(2, file.good());
    assertEquals(
        List.of("line 2: not UTF-8", "line 3: longer than 1048576 bytes"),
        file.problems().subList(0, 2));
    assertEquals(3, file.malformed());
  }

  private List<String> translate(String... lines) throws IOException {
    Path from = Files.write(folder.resolve("from"), List.of(lines));
    Path to = folder.resolve("to");
    file.translate(from, to);
    return Files.readAllLines(to);
  }
}
