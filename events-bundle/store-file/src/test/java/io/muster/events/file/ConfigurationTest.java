package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  @Test
  void defaultsAreWhatTheReadmeSays() throws IOException {
    Settings settings = Settings.of("pid", Map.of());
    FileStoreLimits limits = FileStoreLimits.of(settings);
    assertEquals(
        new FileStoreLimits(64L << 20, 32L << 20, 16L << 20, Duration.ofSeconds(10)), limits);
    List<String> readme = Files.readAllLines(Path.of("../README.md"));
    for (String row :
        List.of(
            "segment.mib` | 64 | 1-1024 MiB",
            "queue.mib` | 32 | 8-1024 MiB",
            "reserve.mib` | 16 | 0-1048576 MiB",
            "lock.wait.s` | 10 | 0-60 s")) {
      assertEquals(1, readme.stream().filter(line -> line.startsWith("| `" + row)).count(), row);
    }
  }

  @Test
  void ocdHasTheKeysThatAreRead() {
    List<String> keys =
        new TreeSet<>(
                java.util.Arrays.stream(FileStoreConfig.class.getDeclaredMethods())
                    .map(method -> method.getName().replace('_', '.'))
                    .toList())
            .stream().toList();
    assertEquals(
        List.of("directory", "lock.wait.s", "queue.mib", "reserve.mib", "segment.mib"), keys);
    Map<String, Object> all = new java.util.HashMap<>();
    keys.forEach(key -> all.put(key, "10"));
    Settings settings = Settings.of("pid", all);
    settings.text("directory", "");
    FileStoreLimits.of(settings);
    assertEquals(List.of(), settings.report().problems());
  }

  @Test
  void typoAndValueOutOfRangeAreNamed() {
    Settings settings =
        Settings.of("io.muster.events.file", Map.of("segment.mb", 1, "queue.mib", 1));
    FileStoreLimits.of(settings);
    List<String> problems =
        settings.report().problems().stream().map(SettingsProblem::toString).toList();
    assertEquals(2, problems.size(), problems::toString);
    assertEquals(
        1, problems.stream().filter(p -> p.contains("did you mean 'segment.mib'")).count());
    assertEquals(1, problems.stream().filter(p -> p.contains("from 8 to 1024")).count());
  }
}
