package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The tables of FORMAT.md are what the code does. */
class FormatTest {
  private static final Format.SegmentName NAME = new Format.SegmentName(7, 0x0123456789abcdefL);

  /** A row of a byte table. */
  private record Field(int offset, int bytes, String type, String valid) {}

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("FORMAT.md"));
  }

  /** The table under a heading, by field; the fields must lie side by side and fill the header. */
  private static Map<String, Field> table(String heading, int size) throws IOException {
    List<String> lines = lines();
    int at = lines.indexOf("### " + heading + ": " + size + " bytes");
    assertTrue(at >= 0, "FORMAT.md has no heading '" + heading + ": " + size + " bytes'");
    Map<String, Field> fields = new LinkedHashMap<>();
    int next = 0;
    for (String line : lines.subList(at + 4, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      String[] cells = line.split("\\|");
      Field field =
          new Field(
              Integer.parseInt(cells[1].strip()),
              Integer.parseInt(cells[2].strip()),
              cells[4].strip(),
              cells[5].strip());
      assertEquals(next, field.offset(), "a gap or an overlap before " + line);
      next += field.bytes();
      fields.put(cells[3].strip(), field);
    }
    assertEquals(size, next, "the fields do not fill the header");
    return fields;
  }

  private static byte[] bytes(byte[] from, Field field) {
    return Arrays.copyOfRange(from, field.offset(), field.offset() + field.bytes());
  }

  @Test
  void segmentHeaderIsAsTheTableSays() throws IOException {
    Map<String, Field> table = table("Segment header", Format.SEGMENT_HEADER);
    byte[] header = Format.segmentHeader(NAME, 3);
    String magic = table.get("magic").valid().substring(0, 16);
    assertArrayEquals(HexFormat.of().parseHex(magic), bytes(header, table.get("magic")));
    assertEquals(table.get("version").valid(), "" + Format.VERSION);
    ByteBuffer in = ByteBuffer.wrap(header);
    assertEquals(Format.VERSION, in.getInt(table.get("version").offset()));
    assertEquals(3, in.getInt(table.get("generation").offset()));
    assertEquals(7, in.getInt(table.get("number").offset()));
    assertEquals(NAME.salt(), in.getLong(table.get("salt").offset()));
    CRC32C crc = new CRC32C();
    crc.update(new byte[8]);
    crc.update(header, 0, table.get("check").offset());
    assertEquals((int) crc.getValue(), in.getInt(table.get("check").offset()));
    assertEquals(Optional.of(new Format.SegmentHeader(1, 3)), Format.SegmentHeader.parse(header));
  }

  @Test
  void recordHeaderIsAsTheTableSays() throws IOException {
    Map<String, Field> table = table("Record header", Format.RECORD_HEADER);
    RecordBuffer buffer = new RecordBuffer();
    buffer.reset(NAME.salt());
    byte[] body = "a body".getBytes(StandardCharsets.US_ASCII);
    assertEquals(0, buffer.record(Format.DROP, body, new byte[0]));
    ByteBuffer in = ByteBuffer.wrap(buffer.encoded().array());
    assertEquals(body.length, in.getInt(table.get("length").offset()));
    assertEquals(Format.DROP, in.get(table.get("kind").offset()));
    assertEquals(crc(body, 0, 6), in.getInt(table.get("body check").offset()));
    assertEquals(crc(buffer.encoded().array(), 4, 12), in.getInt(table.get("check").offset()));
    assertEquals(24, buffer.length());
    assertTrue(table.get("length").valid().endsWith(" " + Format.MAX_BODY), "the longest body");
  }

  @Test
  void indexHeaderIsAsTheTableSays() throws IOException {
    Map<String, Field> table = table("Index header", IndexFiles.HEADER);
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      ByteBuffer entry = ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII));
      open.store.log("feed").append(entry).toCompletableFuture().join();
    }
    String name =
        disk.content().keySet().stream().filter(n -> n.endsWith(".idx")).findFirst().orElseThrow();
    byte[] index = disk.content().get(name);
    byte[] segment = disk.content().get(name.replace(".idx", ".log"));
    String magic = table.get("magic").valid().substring(0, 16);
    assertArrayEquals(HexFormat.of().parseHex(magic), bytes(index, table.get("magic")));
    ByteBuffer in = ByteBuffer.wrap(index);
    assertEquals(Format.VERSION, in.getInt(table.get("version").offset()));
    assertEquals(0, in.getInt(table.get("generation").offset()));
    assertEquals(segment.length, in.getLong(table.get("covered").offset()));
    assertEquals(index.length - 32, in.getInt(table.get("length").offset()));
    assertTrue(table.get("length").valid().endsWith(" " + SegmentRows.MAX_BYTES));
    CRC32C crc = new CRC32C();
    long salt = Long.parseUnsignedLong(name.substring(17, 33), 16);
    crc.update(ByteBuffer.allocate(8).putLong(salt).flip());
    crc.update(index, 0, 28);
    crc.update(index, 32, index.length - 32);
    assertEquals((int) crc.getValue(), in.getInt(table.get("check").offset()));
    assertEquals(32 / 8, in.getInt(32), "the first row is of the first record");
    assertEquals("feed", new String(index, 41, 4, StandardCharsets.US_ASCII), "whose name it is");
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(8).putLong(NAME.salt()).flip());
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  @Test
  void kindsAreAsTheTableSays() throws Exception {
    int kinds = 0;
    for (String line : lines()) {
      if (line.matches("\\| \\d+ \\| [A-Z]+ \\|.*")) {
        String[] cells = line.split("\\|");
        byte kind = (byte) Format.class.getDeclaredField(cells[2].strip()).getInt(null);
        assertEquals(Integer.parseInt(cells[1].strip()), kind, line);
        kinds++;
      }
    }
    assertEquals(Format.END, kinds, "kinds in the table");
  }

  @Test
  void archiveIsAsThePageSays() throws IOException {
    String page = String.join("\n", lines());
    assertTrue(
        page.contains("| 8 | magic, " + Long.toHexString(StoreArchive.MAGIC) + " "), "magic");
    assertTrue(page.contains("number of segments, 1 to " + StoreArchive.MAX_SEGMENTS), "count");
    assertTrue(page.contains("size, 32 to " + StoreArchive.MAX_SIZE), "size");
  }

  @Test
  void segmentNamesAreAsThePageSays() {
    assertEquals("segment-00000007-0123456789abcdef.log", NAME.file());
    assertEquals(Optional.of(NAME), Format.SegmentName.parse(NAME.file()));
    for (String other :
        List.of(
            "segment-7-0.log",
            "lock",
            NAME.file() + ".tmp",
            "segment-80000000-0123456789abcdef.log")) {
      assertEquals(Optional.empty(), Format.SegmentName.parse(other), other);
    }
  }

  /** A reader made from the page alone finds what the store wrote. */
  @Test
  void entryIsFoundByThePageAlone() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      ByteBuffer entry = ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII));
      open.store.log("feed").append(entry).toCompletableFuture().join();
    }
    byte[] segment =
        disk.content().entrySet().stream()
            .filter(file -> file.getKey().endsWith(".log"))
            .findFirst()
            .orElseThrow()
            .getValue();
    ByteBuffer in = ByteBuffer.wrap(segment);
    StringBuilder kinds = new StringBuilder();
    for (int at = 32; at < segment.length; at += (16 + in.getInt(at + 4) + 7) / 8 * 8) {
      kinds.append(in.get(at + 12));
      if (in.get(at + 12) == 2) {
        byte[] id = Arrays.copyOfRange(segment, at + 16, at + 32);
        byte[] hash = LogId.sha256("feed".getBytes(StandardCharsets.US_ASCII));
        assertArrayEquals(Arrays.copyOf(hash, 16), id);
        assertEquals(1, in.getLong(at + 32));
        int length = in.getInt(at + 4);
        assertEquals("hello", new String(segment, at + 40, length - 24, StandardCharsets.US_ASCII));
      }
    }
    assertEquals("1217", kinds.toString());
  }
}
