package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The PID tables of the READMEs say what Metatype says: keys, defaults and bounds. */
class ManualTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();
  private static final Pattern KEY = Pattern.compile("`([^`]+)`");

  /** One key of a PID, as Metatype describes it. */
  private record Key(String group, String pid, String id, String min, String max) {}

  @Test
  void everyConfiguredKeyStandsInTheTableOfItsPidWithItsBounds() throws Exception {
    List<Key> keys = keys();
    assertTrue(keys.size() > 10, "too few keys were found: " + keys);
    Set<String> faults = new TreeSet<>();
    for (Key key : keys) {
      List<String> rows = rows(key);
      if (rows.isEmpty()) {
        faults.add(key.group() + "/README.md has no row for " + key.pid() + "/" + key.id());
      } else if (rows.stream().noneMatch(row -> row.contains(key.min()) && row.contains(key.max()))) {
        faults.add(
            key.pid() + "/" + key.id() + " is " + key.min() + "-" + key.max() + ", README: " + rows);
      }
    }
    assertEquals(Set.of(), faults);
  }

  /** Rows that begin with the key, in a table of the PID, or that name the PID before it. */
  private static List<String> rows(Key key) throws IOException {
    List<String> rows = new ArrayList<>();
    boolean inTable = false;
    for (String line : Files.readAllLines(ROOT.resolve(key.group()).resolve("README.md"))) {
      if (!line.startsWith("|")) {
        inTable = false;
      } else if (line.toLowerCase(java.util.Locale.ROOT).contains("key of pid")) {
        inTable = line.contains("`" + key.pid() + "`");
      }
      Matcher first = KEY.matcher(line);
      List<String> names = new ArrayList<>();
      while (names.size() < 2 && first.find()) {
        names.add(first.group(1));
      }
      boolean own = inTable && line.startsWith("| `" + key.id() + "`");
      if (own || names.equals(List.of(key.pid(), key.id()))) {
        rows.add(line);
      }
    }
    return rows;
  }

  private static List<Key> keys() throws Exception {
    List<Key> keys = new ArrayList<>();
    for (String group : List.of("staging-bundle", "hub-bundle", "events-bundle")) {
      try (Stream<Path> files = Files.find(ROOT.resolve(group), 6, (p, a) -> isMetatype(p))) {
        for (Path file : files.sorted().toList()) {
          keys.addAll(keys(group, file));
        }
      }
    }
    return keys;
  }

  private static boolean isMetatype(Path path) {
    return path.toString().endsWith(".xml")
        && path.getParent().endsWith(Path.of("target", "classes", "OSGI-INF", "metatype"));
  }

  private static List<Key> keys(String group, Path file) throws Exception {
    Document document =
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    Element designate = (Element) document.getElementsByTagName("Designate").item(0);
    String pid = designate.getAttribute("pid") + designate.getAttribute("factoryPid");
    NodeList attributes = document.getElementsByTagName("AD");
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < attributes.getLength(); i++) {
      Element attribute = (Element) attributes.item(i);
      keys.add(
          new Key(
              group,
              pid,
              attribute.getAttribute("id"),
              attribute.getAttribute("min"),
              attribute.getAttribute("max")));
    }
    return keys;
  }
}
