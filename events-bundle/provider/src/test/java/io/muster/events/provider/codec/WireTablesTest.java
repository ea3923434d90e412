package io.muster.events.provider.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads encodings by the tables of WIRE.md and compares with what was encoded. */
class WireTablesTest {
  private static final Map<String, List<Row>> TABLES = new LinkedHashMap<>();

  private record Row(String offset, String bytes, String field, String type, String valid) {}

  @BeforeAll
  static void readTables() throws IOException {
    String title = "";
    for (String line : Files.readAllLines(Path.of("..", "api", "WIRE.md"))) {
      if (line.startsWith("#")) {
        title = line.replaceFirst("#+ ", "");
      } else if (line.startsWith("|") && !line.startsWith("| Offset") && !line.startsWith("|--")) {
        String[] cells = line.substring(1).split("\\|", -1);
        if (cells.length >= 6) {
          Row row = row(cells);
          TABLES.computeIfAbsent(title, t -> new ArrayList<>()).add(row);
        }
      }
    }
  }

  private static Row row(String[] cells) {
    return new Row(
        cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
  }

  @Test
  void headerIsEncodedAsItsTableSays() {
    Samples samples = new Samples(51);
    FeedHead before = new FeedHead(samples.feed(), 77, samples.hash());
    Header header = Batch.headerOf(before, List.of(Entries.encode(samples.oneOfEach().get(4))));
    Walk walk = new Walk(header, header.encode());
    walk.through(TABLES.get("Header"));
    walk.assertAtEnd();
  }

  @Test
  void everyKindOfEntryIsEncodedAsItsTableSays() {
    int tables = 0;
    for (int seed = 0; seed < 20; seed++) {
      for (Entry entry : new Samples(seed).oneOfEach()) {
        if (entry instanceof Reserved) {
          continue;
        }
        Walk walk = new Walk(entry, Entries.encode(entry));
        walk.frame();
        walk.through(TABLES.get(title(entry)));
        walk.tail(entry.tail());
        walk.assertAtEnd();
        tables++;
      }
    }
    assertEquals(180, tables);
  }

  private static String title(Entry entry) {
    String name = entry.getClass().getSimpleName().toUpperCase(Locale.ROOT);
    String title = "Entry " + entry.kind() + " " + name;
    assertTrue(TABLES.containsKey(title), title + " has no table");
    return title;
  }

  @Test
  void numbersInTheTextAreThoseOfTheCode() {
    assertTrue(row("Header", "count").valid().endsWith("to " + Batch.MAX_ENTRIES));
    assertTrue(row("Header", "byteLength").valid().endsWith("at most 65 361"));
    assertEquals(65_361, Batch.MAX_ENTRY_BYTES);
    assertTrue(row("Entry 5 ADD", "wrap length").valid().endsWith("" + Add.MAX_WRAP));
    assertTrue(row("Entry 6 CONSUMED", "result length").valid().endsWith("" + Consumed.MAX_RESULT));
    assertTrue(row("Entry 4 LANE", "selfSealed length").valid().endsWith("" + Lane.MAX_SEALED));
    assertTrue(
        row("Entry 4 LANE", "encapsulated length").valid().contains("" + Lane.MAX_ENCAPSULATED));
    assertTrue(
        row("Entry 1 GENESIS", "previous count").valid().endsWith("" + Genesis.MAX_PREVIOUS));
    assertTrue(row("Entry 3 REMOVE", "through count").valid().endsWith("" + Remove.MAX_FEEDS));
    assertEquals(60_000, Pause.MAX_WINDOW);
  }

  private static Row row(String table, String field) {
    return TABLES.get(table).stream()
        .filter(r -> r.field().equals(field))
        .findFirst()
        .orElseThrow();
  }

  /** Goes through an encoding field by field. */
  private static final class Walk {
    private final Object encoded;
    private final FieldReader in;
    private final int length;
    private int begin;
    private int n;

    Walk(Object encoded, byte[] bytes) {
      this.encoded = encoded;
      this.in = new FieldReader(bytes);
      this.length = bytes.length;
    }

    private int at() {
      return length - in.remaining() - begin;
    }

    void frame() {
      assertEquals(((Entry) encoded).kind(), in.u8());
      assertEquals(length - Entries.FRAME_BYTES, in.u32());
      begin = Entries.FRAME_BYTES;
    }

    void tail(Bytes tail) {
      assertEquals(tail.length(), in.u16());
      assertArrayEquals(tail.toArray(), in.raw(tail.length()));
    }

    void assertAtEnd() {
      assertEquals(0, in.remaining(), encoded + " is longer than its table");
    }

    void through(List<Row> rows) {
      boolean variable = false;
      for (Row row : rows) {
        String message = encoded.getClass().getSimpleName() + " " + row;
        assertEquals(variable ? "…" : "" + at(), row.offset(), message);
        field(row, message);
        variable |= row.bytes().endsWith("n");
      }
    }

    private void field(Row row, String message) {
      if (row.field().endsWith(" length") || row.field().endsWith(" count")) {
        n = in.u16();
        return;
      }
      Object expected = component(row.field());
      switch (row.type()) {
        case "heads" -> assertEquals(expected, headsOf(n), message);
        case "bytes" -> assertArrayEquals(bytesOf(expected), in.raw(width(row)), message);
        default -> number(row, expected, message);
      }
    }

    private List<FeedHead> headsOf(int count) {
      List<FeedHead> heads = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        heads.add(in.head());
      }
      return heads;
    }

    private int width(Row row) {
      return row.bytes().equals("n") ? n : Integer.parseInt(row.bytes());
    }

    private void number(Row row, Object expected, String message) {
      long read = 0;
      for (byte b : in.raw(width(row))) {
        read = read << 8 | b & 0xff;
      }
      if (expected instanceof Enum<?> constant) {
        assertTrue(row.valid().contains(read + " " + constant.name()), message);
      } else if (expected instanceof Boolean flag) {
        assertEquals(flag ? 1 : 0, read, message);
      } else {
        assertEquals(((Number) expected).longValue(), read, message);
      }
    }

    private Object component(String path) {
      if (path.equals("version")) {
        return Header.VERSION;
      }
      Object value = encoded;
      try {
        for (String name : path.split("\\.")) {
          value = value.getClass().getMethod(name).invoke(value);
        }
      } catch (ReflectiveOperationException e) {
        throw new AssertionError("The table has a field that is not encoded: " + path, e);
      }
      return value;
    }

    private static byte[] bytesOf(Object value) {
      if (value instanceof PeerKey key) {
        return key.bytes();
      } else if (value instanceof EventId id) {
        return id.bytes();
      } else if (value instanceof Hash hash) {
        return hash.bytes();
      } else if (value instanceof FeedId feed) {
        return feed.bytes();
      } else if (value instanceof RunId run) {
        return run.bytes();
      } else if (value instanceof ContextId context) {
        return context.bytes();
      }
      return ((Bytes) value).toArray();
    }
  }
}
