package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlicesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"10,1", "10,3", "2,5", "0,2"})
  void thePartsTogetherAreTheWhole(int count, int parts) throws IOException {
    List<String> lines = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    Slices slices = Slices.of(Files.write(folder.resolve("all"), lines), count, parts);
    assertEquals(parts, slices.files().size());
    List<String> together = new ArrayList<>();
    for (Path file : slices.files()) {
      together.addAll(Files.readAllLines(file));
    }
    assertEquals(lines, together);
  }

  @Test
  void whatIsThroughCountsThePartsBefore() throws IOException {
    Path all = Files.write(folder.resolve("all"), List.of("1", "2", "3", "4"));
    assertEquals(3, Slices.of(all, 4, 2).through(1, 0.5));
  }
}
