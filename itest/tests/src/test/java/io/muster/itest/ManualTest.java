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
  private static final Pattern PID = Pattern.compile("PID `([^`]+)`");

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
      } else if (rows.stream()
          .noneMatch(row -> row.contains(key.min()) && row.contains(key.max()))) {
        faults.add(
            key.pid()
                + "/"
                + key.id()
                + " is "
                + key.min()
                + "-"
                + key.max()
                + ", README: "
                + rows);
      }
    }
    assertEquals(Set.of(), faults);
  }

  /**
   * Rows that begin with the key, below the last mention of the PID, or that name the PID first.
   */
  private static List<String> rows(Key key) throws IOException {
    List<String> rows = new ArrayList<>();
    String pid = "";
    for (String line : Files.readAllLines(ROOT.resolve(key.group()).resolve("README.md"))) {
      Matcher mention = PID.matcher(line);
      if (mention.find() && !line.startsWith("| `")) {
        pid = mention.group(1);
      }
      boolean below = pid.equals(key.pid()) && line.startsWith("| `" + key.id() + "`");
      if (below || line.startsWith("| `" + key.pid() + "` | `" + key.id() + "`")) {
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
