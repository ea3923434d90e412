package io.muster.events.provider.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A table of WIRE.md on what is stored, by its title, compared with what is written. */
public final class WireTable {
  private static final Path WIRE = Path.of("..", "api", "WIRE.md");
  private static final Pattern ROW = Pattern.compile("\\| (\\d+|…) \\| (?:(\\d+)|(\\d+ )?n) \\|.*");

  private final List<Matcher> rows = new ArrayList<>();

  private WireTable(String title) throws IOException {
    List<String> lines = Files.readAllLines(WIRE);
    int begin = lines.indexOf("### " + title);
    assertTrue(begin >= 0, title + " has no table");
    for (String line : lines.subList(begin + 1, lines.size())) {
      if (line.startsWith("#")) {
        break;
      }
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(row);
      }
    }
  }

  /**
   * Compares.
   *
   * @param encoded what is written
   * @param fields what is to stand there, row by row; of a row with items all of them
   */
  public static void check(String title, byte[] encoded, byte[]... fields) throws IOException {
    WireTable table = new WireTable(title);
    assertEquals(table.rows.size(), fields.length, "rows of " + title);
    FieldWriter whole = new FieldWriter();
    boolean fixed = true;
    for (int i = 0; i < fields.length; i++) {
      Matcher row = table.rows.get(i);
      assertEquals(fixed ? Integer.toString(whole.size()) : "…", row.group(1), row.group());
      checkWidth(row, fields[i].length);
      fixed &= row.group(2) != null;
      whole.raw(Bytes.of(fields[i]));
    }
    assertArrayEquals(whole.toArray(), encoded, title);
  }

  private static void checkWidth(Matcher row, int length) {
    if (row.group(2) != null) {
      assertEquals(Integer.parseInt(row.group(2)), length, row.group());
    } else if (row.group(3) != null) {
      assertEquals(0, length % Integer.parseInt(row.group(3).strip()), row.group());
    }
  }

  /** Returns the names of logs and cells in the first column of the table of them all. */
  public static List<String> names() throws IOException {
    List<String> lines = Files.readAllLines(WIRE);
    return lines.subList(lines.indexOf("## Stored"), lines.size()).stream()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("`")[1])
        .toList();
  }
}
