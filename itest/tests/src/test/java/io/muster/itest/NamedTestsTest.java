package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A manual that names a test, such as {@code FeedsTest.batchIsWhole}, names one that exists. */
class NamedTestsTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Pattern NAMED =
      Pattern.compile(
          "`(?:([A-Z][A-Za-z0-9]*(?:Test|Tck|IT))(?:\\.([a-z]\\w*))?|([a-z]\\w{15,}))`");

  private static final Pattern MADE = Pattern.compile("(^|/)(target|\\.work|node_modules)/");

  /** Also a method alone, if a class stands before it in the same line. */
  @Test
  void testsThatManualsNameExist() throws IOException {
    Map<String, Path> tests = tests();
    Set<String> missing = new TreeSet<>();
    int named = 0;
    for (Path manual : files(".md")) {
      for (String line : Files.readAllLines(manual)) {
        Matcher matcher = NAMED.matcher(line);
        String test = null;
        while (matcher.find()) {
          boolean alone = matcher.group(3) != null;
          test = alone ? test : matcher.group(1);
          String method = alone ? matcher.group(3) : matcher.group(2);
          if (test != null) {
            named++;
            if (!tests.containsKey(test) || !hasMethod(tests.get(test), method)) {
              missing.add(ROOT.relativize(manual) + ": " + test + " " + matcher.group());
            }
          }
        }
      }
    }
    assertTrue(named > 50, "only " + named + " tests are named: is the pattern still right?");
    assertEquals(Set.of(), missing);
  }

  private static boolean hasMethod(Path source, String method) throws IOException {
    return method == null || Files.readString(source).contains(" " + method + "(");
  }

  private static Map<String, Path> tests() throws IOException {
    Map<String, Path> tests = new HashMap<>();
    for (Path file : files(".java")) {
      String name = file.getFileName().toString();
      tests.put(name.substring(0, name.length() - ".java".length()), file);
    }
    return tests;
  }

  private static List<Path> files(String suffix) throws IOException {
    List<Path> found = new ArrayList<>();
    for (String part : List.of("staging-bundle", "hub-bundle", "events-bundle", "itest")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
        files
            .filter(file -> file.toString().endsWith(suffix))
            .filter(file -> !MADE.matcher(ROOT.relativize(file).toString()).find())
            .forEach(found::add);
      }
    }
    return found;
  }
}
