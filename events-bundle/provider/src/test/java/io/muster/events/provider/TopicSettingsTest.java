package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.delivery.RetryRule;
import io.muster.settings.SettingsProblem;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TopicSettingsTest {
  private static final Path README = Path.of("..", "README.md");
  private static final String KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  private static List<SettingsProblem> problems(Map<String, Object> properties) {
    return TopicSettings.read(properties).report().problems();
  }

  @Test
  void serverNeedsOnlyItsTopicAndRole() {
    TopicSettings.Read read = TopicSettings.read(Map.of("topic", "orders", "role", "server"));
    assertEquals(List.of(), read.report().problems());
    TopicSettings settings = read.settings().orElseThrow();
    assertTrue(settings.isServer());
    assertTrue(settings.onAdd());
    assertEquals(RetryRule.DEFAULT, settings.retry());
  }

  @Test
  void clientNeedsTheServersKey() {
    Map<String, Object> properties = new HashMap<>(Map.of("topic", "orders", "role", "client"));
    assertTrue(TopicSettings.read(properties).settings().isEmpty());
    assertEquals("server.key", problems(properties).get(0).key());
    properties.put("server.key", KEY);
    assertEquals(
        KEY, TopicSettings.read(properties).settings().orElseThrow().server().get().toString());
    properties.put("server.key", "nonsense");
    assertTrue(TopicSettings.read(properties).settings().isEmpty());
  }

  @Test
  void typosAndBadValuesAreNamedAndDefaultsUsed() {
    Map<String, Object> properties =
        Map.of("topic", "orders", "role", "server", "admision", "listed", "retry.attempts", "0");
    List<String> keys = problems(properties).stream().map(SettingsProblem::key).toList();
    assertEquals(Set.of("admision", "retry.attempts"), Set.copyOf(keys));
    assertEquals(10, TopicSettings.read(properties).settings().orElseThrow().retry().attempts());
  }

  @Test
  void topicWithoutANameOrWithAnUnknownRoleDoesNotOpen() {
    assertTrue(TopicSettings.read(Map.of("role", "server")).settings().isEmpty());
    assertTrue(TopicSettings.read(Map.of("topic", "o", "role", "boss")).settings().isEmpty());
    assertTrue(
        TopicSettings.read(Map.of("topic", "x".repeat(129), "role", "server"))
            .settings()
            .isEmpty());
  }

  @Test
  void metatypeAndManualNameTheSameKeys() throws IOException {
    Set<String> described =
        Arrays.stream(TopicConfig.class.getDeclaredMethods())
            .map(Method::getName)
            .map(name -> name.replace('_', '.'))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> written =
        Files.readAllLines(README).stream()
            .dropWhile(line -> !line.equals("## Configuration"))
            .takeWhile(line -> !line.startsWith("## What"))
            .filter(line -> line.matches("\\| `[a-z.]+` \\|.*\\|.*\\|.*\\|"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(described, written);
    Map<String, Object> all = new HashMap<>(Map.of("topic", "o", "role", "client"));
    described.forEach(key -> all.putIfAbsent(key, "?"));
    assertTrue(
        problems(all).stream().noneMatch(p -> p.message().startsWith("unknown key")),
        "all are read");
  }
}
