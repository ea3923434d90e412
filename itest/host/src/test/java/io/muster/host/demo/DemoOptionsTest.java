package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DemoOptionsTest {
  @Test
  void withoutArgumentsTheStoryIsToldAlone() {
    assertEquals(
        new DemoOptions(Optional.empty(), false, false, Optional.empty(), OptionalLong.empty()),
        DemoOptions.parse(List.of()));
  }

  @Test
  void allOptionsAreRead(@TempDir Path folder) throws IOException {
    Path events = Files.writeString(folder.resolve("events.jsonl"), "");
    DemoOptions options =
        DemoOptions.parse(
            List.of(
                "--keep",
                "--events",
                events.toString(),
                "--lenient",
                "--dir",
                "/x",
                "--chaos",
                "-7"));
    assertEquals(
        new DemoOptions(
            Optional.of(events), true, true, Optional.of(Path.of("/x")), OptionalLong.of(-7)),
        options);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--evnets",
        "--events",
        "--events /no/such/file",
        "--dir",
        "--lenient",
        "--chaos",
        "--chaos x",
        "now"
      })
  void whatIsNotUnderstoodIsNamed(String arguments) {
    Exception e =
        assertThrows(
            IllegalArgumentException.class, () -> DemoOptions.parse(List.of(arguments.split(" "))));
    assertTrue(e.getMessage().contains(arguments.split(" ")[0]), e.getMessage());
  }
}
