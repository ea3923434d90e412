package io.muster.hub.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.hub.provider.machine.Limits;
import io.muster.settings.SettingsProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HubSettingsTest {
  @Test
  void slotsByTypeAreReadAndMistakesAreNamed() {
    HubSettings settings = HubSettings.of(Map.of("connections.slots", "lan=8, bt=0, x=4097, y"));
    assertEquals(Map.of("lan", 8, "bt", 0), settings.limits().water().slots());
    assertEquals(2, settings.report().problems().size());
    assertTrue(settings.report().problems().get(0).toString().contains("x=4097"));
  }

  @Test
  void whoSetsTheCapAloneHasTheOtherMarksFollow() {
    HubSettings settings = HubSettings.of(Map.of("connections.cap", 8));
    assertEquals(List.of(), settings.report().problems());
    assertEquals(new Limits.Water(8, 8, 8, 2), settings.limits().water());
  }

  private static final Path README = Path.of("..", "README.md");

  private static List<SettingsProblem> problems(Map<String, ?> properties) {
    return HubSettings.of(properties).report().problems();
  }

  @Test
  void withoutConfigurationTheDefaultsHold() {
    HubSettings settings = HubSettings.of(Map.of());
    assertEquals(List.of(), settings.report().problems());
    assertEquals(Limits.defaults(), settings.limits());
    assertEquals("open", settings.network().key());
  }

  @Test
  void typoIsNamedWithWhatWasProbablyMeant() {
    assertTrue(
        problems(Map.of("anounce.interval.s", 30)).toString().contains("announce.interval.s"));
  }

  @Test
  void valueOutOfRangeIsNamedAndTheDefaultUsed() {
    Map<String, ?> broken = Map.of("dials.max", 65);
    assertEquals(1, problems(broken).size());
    assertEquals(8, HubSettings.of(broken).limits().pace().dials());
  }

  @Test
  void watersThatContradictEachOtherAreNamed() {
    Map<String, ?> broken = Map.of("connections.low", 10, "connections.high", 5);
    assertTrue(problems(broken).toString().contains("connections.low <= connections.high"));
    assertEquals(Limits.defaults().water(), HubSettings.of(broken).limits().water());
  }

  @Test
  void hubThatCannotBeUsedIsNamedAndTheOthersAreUsed() {
    Map<String, ?> some =
        Map.of("hubs", new String[] {"http://far.example.org", "https://Hub.example.org/"});
    assertTrue(problems(some).toString().contains("far.example.org"));
    assertEquals(
        Set.of(URI.create("https://hub.example.org")), HubSettings.of(some).hubs().named());
  }

  @Test
  void announcementsOutliveTheirInterval() {
    Map<String, ?> broken = Map.of("announce.interval.s", 60, "announce.ttl.s", 30);
    assertEquals(1, problems(broken).size());
    assertEquals(180, HubSettings.of(broken).network().timeToLive().toSeconds());
  }

  @Test
  void metatypeHasTheKeysOfTheReadmeWithTheirDefaultsAndRanges() throws IOException {
    Map<String, String> readme = new HashMap<>();
    boolean inside = false;
    for (String line : Files.readAllLines(README)) {
      inside = line.startsWith("| key of PID `io.muster.hub` ") || inside && line.startsWith("|");
      String[] cells = line.split("\\|");
      if (inside && line.startsWith("| `")) {
        readme.put(cells[1].strip().replace("`", ""), cells[2].strip() + " " + cells[3].strip());
      }
    }
    Map<String, String> metatype =
        Arrays.stream(HubConfig.class.getDeclaredMethods())
            .filter(m -> !m.isSynthetic())
            .collect(
                Collectors.toMap(
                    m -> m.getName().replace('_', '.'),
                    m -> m.getReturnType() == int.class ? "" + m.getDefaultValue() : "text"));
    assertEquals(metatype.keySet(), readme.keySet());
    metatype.forEach(
        (key, value) ->
            assertTrue(
                value.equals("text") || readme.get(key).startsWith(value + " "),
                () -> key + ": " + value + " or " + readme.get(key)));
  }

  @Test
  void readerKnowsEveryKeyOfTheMetatypeAndNoDefaultIsAProblem() {
    Map<String, Object> all = new HashMap<>();
    Arrays.stream(HubConfig.class.getDeclaredMethods())
        .filter(m -> !m.isSynthetic())
        .forEach(m -> all.put(m.getName().replace('_', '.'), m.getDefaultValue()));
    assertEquals(List.of(), problems(all));
    assertEquals(Limits.defaults(), HubSettings.of(all).limits());
  }
}
