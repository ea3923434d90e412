package io.muster.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.settings.SettingsProblem.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String PID = "io.muster.test";

  private static Settings settings(Object... keysAndValues) {
    Map<String, Object> properties = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return Settings.of(PID, properties);
  }

  private static List<String> lines(Settings settings) {
    return settings.report().problems().stream().map(SettingsProblem::toString).toList();
  }

  @Test
  void absentKeysGiveTheirDefaultsAndNoProblem() {
    Settings settings = settings();
    assertEquals(5, settings.integer("a", 5, 1, 9));
    assertEquals(7L, settings.number("b", 7, 1, 9));
    assertTrue(settings.flag("c", true));
    assertEquals("x", settings.text("d", "x"));
    assertEquals(List.of("y"), settings.texts("e", List.of("y")));
    assertEquals(
        Duration.ofSeconds(3),
        settings.duration("f.s", Duration.ofSeconds(3), Duration.ZERO, Duration.ofSeconds(9)));
    assertEquals(List.of(), lines(settings));
    assertTrue(settings.isUsable());
  }

  @Test
  void valuesMayBeTypedOrTexts() {
    Settings settings =
        settings("a", 8L, "b", " 8 ", "c", "false", "d.ms", "250", "e", new String[] {"3"});
    assertEquals(8, settings.integer("a", 5, 1, 9));
    assertEquals(8, settings.integer("b", 5, 1, 9));
    assertFalse(settings.flag("c", true));
    assertEquals(
        Duration.ofMillis(250),
        settings.duration("d.ms", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1)));
    assertEquals(3, settings.integer("e", 5, 1, 9));
    assertEquals(List.of(), lines(settings));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "10", "abc", "", "5.0", "0x5", "9223372036854775808", "5 s"})
  void valueOutOfRangeOrOfAnotherTypeGivesTheDefaultAndNamesTheRange(String value) {
    Settings settings = settings("peers", value);
    assertEquals(5, settings.integer("peers", 5, 1, 9));
    String shown = value.isEmpty() ? "" : "=" + value;
    assertEquals(
        List.of("io.muster.test: peers" + shown + ": expected a whole number from 1 to 9; using 5"),
        lines(settings));
    assertTrue(settings.isUsable());
  }

  @ParameterizedTest
  @CsvSource({"1,true", "9,true", "0,false", "10,false"})
  void boundsThemselvesAreAllowed(String value, boolean allowed) {
    Settings settings = settings("peers", value);
    settings.integer("peers", 5, 1, 9);
    assertEquals(allowed, lines(settings).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "TRUE", "1", ""})
  void onlyTrueAndFalseAreFlags(String value) {
    Settings settings = settings("on", value);
    assertFalse(settings.flag("on", false));
    assertTrue(lines(settings).get(0).contains("expected true or false; using false"));
  }

  @Test
  void listIsAnArrayACollectionOrATextWithCommas() {
    List<String> expected = List.of("a", "b");
    assertEquals(expected, settings("l", "a, b,").texts("l", List.of()));
    assertEquals(expected, settings("l", new String[] {" a", "b"}).texts("l", List.of()));
    assertEquals(expected, settings("l", List.of("a", "b")).texts("l", List.of()));
    assertEquals(List.of(), settings("l", "").texts("l", List.of("z")));
  }

  @Test
  void listWhereOneValueIsExpectedIsAProblem() {
    Settings settings = settings("port", new String[] {"1", "2"});
    assertEquals(3, settings.integer("port", 3, 1, 9));
    assertEquals(
        List.of(
            "io.muster.test: port=[1, 2]: expected a whole number from 1 to 9 (it is a list of 2);"
                + " using 3"),
        lines(settings));
  }

  @Test
  void typoNamesTheNearestKeyAndAnotherWordNamesAll() {
    Settings settings = settings("announce.intervall.s", 5, "colour", "red");
    settings.integer("announce.interval.s", 30, 5, 3600);
    settings.text("host", "x");
    assertEquals(
        List.of(
            "io.muster.test: announce.intervall.s=5: unknown key, did you mean"
                + " 'announce.interval.s'? It is ignored",
            "io.muster.test: colour=red: unknown key, it is ignored; known are"
                + " announce.interval.s, host"),
        lines(settings));
  }

  @Test
  void keysOfTheFrameworkAreNoTypos() {
    Settings settings =
        settings(
            "service.pid", "io.muster.test~a",
            "component.name", "c",
            "felix.fileinstall.filename", "f",
            ":configurator", "r",
            ".secret", "s",
            "osgi.ds.satisfying.condition.target", "t");
    assertEquals(List.of(), lines(settings));
    assertEquals("io.muster.test~a", settings.report().pid());
  }

  @Test
  void requiredKeyThatIsMissingOrRefusedStopsTheComponent() {
    Settings missing = settings();
    assertEquals(Optional.empty(), missing.required("topic", "a name", text -> text));
    assertFalse(missing.isUsable());
    assertEquals(List.of("io.muster.test: topic: is required: expected a name"), lines(missing));
    Settings refused = settings("topic", "?");
    assertEquals(
        Optional.empty(),
        refused.required(
            "topic",
            "a name",
            text -> {
              throw new IllegalArgumentException("no letter in it");
            }));
    assertFalse(refused.isUsable());
    assertEquals(
        List.of("io.muster.test: topic=?: expected a name (no letter in it)"), lines(refused));
  }

  @Test
  void valueOfASecretIsNeverShown() {
    Settings settings = settings(".passphrase", "hunter2");
    settings.parsed(
        ".passphrase",
        "",
        "8 characters",
        text -> {
          throw new IllegalArgumentException();
        });
    assertEquals(List.of("io.muster.test: .passphrase: expected 8 characters"), lines(settings));
  }

  @Test
  void longOrStrangeValuesAreShortenedAndCleaned() {
    Settings settings = settings("a", "\u001b[31m" + "x".repeat(500));
    settings.integer("a", 1, 1, 2);
    String line = lines(settings).get(0);
    assertTrue(line.length() < 250, line);
    assertFalse(line.contains("\u001b"), line);
  }

  @Test
  void problemOfSeveralKeysIsAddedByTheReader() {
    Settings settings = settings();
    settings.add(Severity.ERROR, "low.water", "must be below high.water");
    assertEquals(List.of("io.muster.test: low.water: must be below high.water"), lines(settings));
    assertFalse(settings.isUsable());
  }

  @Test
  void durationWithoutAUnitIsAMistakeOfTheProgrammer() {
    Settings settings = settings();
    assertThrows(
        IllegalArgumentException.class,
        () -> settings.duration("wait", Duration.ZERO, Duration.ZERO, Duration.ZERO));
  }

  @Test
  void reportDoesNotChangeWhenReadingGoesOn() {
    Settings settings = settings("a", "x");
    SettingsReport early = settings.report();
    settings.integer("a", 1, 1, 2);
    assertEquals(1, early.problems().size());
    assertTrue(early.problems().get(0).message().startsWith("unknown key"));
    assertThrows(UnsupportedOperationException.class, () -> early.problems().remove(0));
  }
}
