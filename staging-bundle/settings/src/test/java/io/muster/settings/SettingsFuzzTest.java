package io.muster.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What configurations hold instead of values. */
@Tag("fuzz")
class SettingsFuzzTest {
  private static List<byte[]> files(String... files) {
    return Stream.of(files).map(text -> text.getBytes(UTF_8)).toList();
  }

  private static Map<String, Object> properties(String file) {
    Map<String, Object> properties = new HashMap<>();
    file.lines()
        .forEach(
            line -> {
              int at = line.indexOf('=');
              String value = line.substring(at + 1);
              properties.put(
                  at < 0 ? line : line.substring(0, at),
                  value.contains("|") ? value.split("\\|", -1) : value);
            });
    return properties;
  }

  private static SettingsReport read(String file) {
    Settings settings = Settings.of("io.muster.test", properties(file));
    long number = settings.number("limit.mib", 5, 1, 10);
    int port = settings.integer("port", 80, 0, 65_535);
    Duration wait =
        settings.duration("wait.s", Duration.ofSeconds(3), Duration.ZERO, Duration.ofDays(1));
    settings.duration("wait.ms", Duration.ZERO, Duration.ZERO, Duration.ofDays(1));
    settings.flag("on", true);
    settings.text("name", "none");
    settings.texts("names", List.of());
    settings.required("topic", "a text", String::strip);
    if (number < 1 || number > 10 || port < 0 || port > 65_535 || wait.isNegative()) {
      throw new AssertionError("out of range: " + number + ", " + port + ", " + wait);
    }
    return settings.report();
  }

  @Test
  void everyConfigurationGivesValuesWithinTheirRangesAndAReport() {
    Fuzz.of(Subject.SETTINGS)
        .from(
            files(
                "limit.mib=7\nport=8080\nwait.s=60\non=false\nname=Ä\nnames=a, b,,c\ntopic=t",
                "wait.ms=1500\nlimt.mib=3\nport=1|2\nnames=a|b\n.secret=x"))
        .words(
            "limit.mib=",
            "port=",
            "wait.s=",
            "on=",
            "topic=",
            "service.pid=",
            "\n",
            "|",
            ",",
            "=",
            "-1",
            "0x10",
            "9223372036854775808",
            "1.0",
            "1e3",
            " ",
            "+7",
            "\u0664",
            "\u001b",
            "true")
        .neverRefusing()
        .within(200_000, 512)
        .run(in -> read(new String(in, UTF_8)), report -> null);
  }
}
