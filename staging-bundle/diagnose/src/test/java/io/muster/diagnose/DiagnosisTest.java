package io.muster.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.diagnose.Finding.Severity;
import io.muster.settings.Settings;
import io.muster.settings.SettingsProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiagnosisTest {
  @TempDir Path data;

  private static String golden(String name) throws IOException {
    try (InputStream in = DiagnosisTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    }
  }

  /** One mistake of each kind, read as a component reads its configuration. */
  private static List<SettingsProblem> problems() {
    Settings settings =
        Settings.of(
            "io.muster.hub.tls",
            new TreeMap<>(
                Map.of("port", "70000", "max.links", "many", "hots", "0.0.0.0", "colour", "red")));
    settings.text("host", "127.0.0.1");
    settings.integer("port", 0, 0, 65_535);
    settings.integer("max.links", 256, 1, 4096);
    settings.required("advertise", "HOST or HOST:PORT", text -> text);
    return settings.report().problems();
  }

  @Test
  void logNamesEachMistakeInOneLine() throws IOException {
    String lines =
        problems().stream().map(SettingsProblem::toString).collect(Collectors.joining("\n"));
    assertEquals(golden("bad-configuration.log"), lines);
  }

  @Test
  void textNamesEachMistakeWithItsFix() throws IOException {
    List<Finding> findings = problems().stream().map(SettingsCheck::finding).toList();
    Diagnosis diagnosis =
        Diagnosis.of(
            List.of(
                new Inventory.Line("identity", true, "KEY"),
                new Inventory.Line("server", false, "serves no topic")),
            List.of(check("configuration", findings)));
    assertEquals(golden("bad-configuration.txt"), diagnosis.toText());
    assertEquals(golden("bad-configuration.json"), diagnosis.toJson());
  }

  private static Check check(String area, List<Finding> findings) {
    return new Check() {
      @Override
      public String area() {
        return area;
      }

      @Override
      public List<Finding> find() {
        return findings;
      }
    };
  }

  @Test
  void checkThatFailsIsAFindingItselfAndHarmsNoOther() {
    Check failing =
        new Check() {
          @Override
          public String area() {
            return "failing";
          }

          @Override
          public List<Finding> find() {
            throw new NoClassDefFoundError("some/Api");
          }
        };
    Finding other = new Finding(Severity.ERROR, "x", "what", "why", "fix");
    List<Finding> found =
        Diagnosis.of(List.of(), List.of(failing, check("x", List.of(other)))).findings();
    assertEquals(other, found.get(0));
    assertTrue(found.get(1).why().contains("some/Api"));
  }

  @Test
  void oneAreaCanBeAskedForAlone() {
    Finding one = new Finding(Severity.WARN, "a", "1", "", "");
    Finding two = new Finding(Severity.WARN, "b", "2", "", "");
    Diagnosis all =
        Diagnosis.of(List.of(), List.of(check("a", List.of(one)), check("b", List.of(two))));
    assertEquals(List.of(two), all.only(Set.of("b")).findings());
    assertEquals("No problems found.", all.only(Set.of("c")).toText());
  }

  @Test
  void jsonTextIsEscaped() {
    assertEquals(
        "\"a\\\"b\\\\c\\u000ad\\u2028\\ud83d\\ude00\"",
        Diagnosis.quoted("a\"b\\c\nd\u2028\uD83D\uDE00"));
  }

  @Test
  void distanceCountsTheLettersThatDiffer() {
    assertEquals(0, ConfigurationCheck.distance("hub", "hub"));
    assertEquals(1, ConfigurationCheck.distance("io.muster.hubb", "io.muster.hub"));
    assertEquals(3, ConfigurationCheck.distance("kitten", "sitting"));
    assertEquals(4, ConfigurationCheck.distance("", "four"));
  }

  @Test
  void looseModesDefaultPasswordsAndOpenPortsAreFound() throws IOException {
    Path identity = Files.createDirectory(data.resolve("identity"));
    Path key = Files.write(identity.resolve("key"), new byte[1]);
    Files.setPosixFilePermissions(identity, PosixFilePermissions.fromString("rwxr-x---"));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw----"));
    Map<String, String> properties =
        Map.of(
            "muster.data", data.toString(),
            "felix.webconsole.password", "admin",
            "org.apache.felix.http.host", "0.0.0.0");
    List<String> fixes = fixes(new EnvironmentCheck(properties::get, 11));
    assertTrue(fixes.contains("chmod 700 " + identity), fixes.toString());
    assertTrue(fixes.contains("chmod 600 " + key), fixes.toString());
    assertTrue(fixes.toString().contains("felix.webconsole.password"), fixes.toString());
    assertTrue(fixes.toString().contains("127.0.0.1"), fixes.toString());
    assertTrue(fixes.toString().contains("openjdk-17"), fixes.toString());
  }

  @Test
  void missingDataDirectoryIsNamedAndAGoodEnvironmentIsSilent() {
    assertEquals(1, fixes(new EnvironmentCheck(name -> null, 17)).size());
    Map<String, String> properties = Map.of("muster.data", data.resolve("new").toString());
    List<String> fixes = fixes(new EnvironmentCheck(properties::get, 25));
    assertTrue(fixes.stream().allMatch(fix -> fix.startsWith("df ")), fixes.toString());
  }

  private static List<String> fixes(Check check) {
    return check.find().stream().map(Finding::fix).toList();
  }
}
