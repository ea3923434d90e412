package io.muster.hub.provider.mux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.muster.hub.provider.mux.Frame.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
  private static final Path WIRE = Path.of("../api/WIRE.md");

  private static Frame decode(String hex) throws FrameException {
    return Frame.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", ""))));
  }

  private static List<String[]> rows(String header) throws IOException {
    List<String[]> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(WIRE)) {
      if (line.startsWith(header)) {
        inside = true;
      } else if (inside && !line.startsWith("|")) {
        break;
      } else if (inside && !line.startsWith("|--")) {
        rows.add(line.substring(1).split("\\|"));
      }
    }
    return rows;
  }

  @Test
  void kindsAreThoseOfTheTable() throws IOException {
    Map<String, String> table = new HashMap<>();
    rows("| Kind |").forEach(row -> table.put(row[1].strip(), row[0].strip()));
    Map<String, String> code = new HashMap<>();
    for (Kind kind : Kind.values()) {
      if (kind != Kind.EXTENSION) {
        code.put(kind.name(), Integer.toString(kind.code));
      }
    }
    assertEquals(table, code);
  }

  @Test
  void closeCodesAreThoseOfTheTable() throws IOException {
    for (String[] row : rows("| Code |")) {
      assertEquals(row[1].strip(), CloseCode.of(Integer.parseInt(row[0].strip())).name());
    }
    assertEquals(CloseCode.values().length - 1, rows("| Code |").size());
  }

  @Test
  void fieldsStandWhereTheTableSays() throws IOException, FrameException {
    byte[] bytes = Frame.text(Kind.OPEN, 0x01020304, 0x1112131415161718L, "ab").encode().array();
    assertArrayEquals(
        HexFormat.of().parseHex("0400000201020304" + "1112131415161718" + "6162"), bytes);
    assertEquals(
        List.of("0", "1", "2", "4", "8", "16"),
        rows("| Offset |").stream().map(row -> row[0].strip()).toList());
    Frame frame = Frame.decode(ByteBuffer.wrap(bytes));
    assertEquals("ab", frame.name());
    assertEquals(0x01020304, frame.channel());
  }

  @Test
  void whatTheTableDoesNotAllowIsRefused() {
    List<String> broken =
        List.of(
            "",
            "0800000000000000 00000000000000",
            "0000000000000000 0000000000000000",
            "0b00000000000000 0000000000000000",
            "7f00000000000000 0000000000000000",
            "0801000000000000 0000000000000000",
            "0800000000000001 0000000000000000",
            "0800000100000000 0000000000000000 00",
            "0500000100000000 0000000000000000 00",
            "0500000000000001 0000000000000000",
            "0500000180000000 0000000000000000 00",
            "0500000200000001 0000000000000000 00",
            "0100000300000000 0000000000000000 000100",
            "0200000000000000 0000000000000000");
    for (String hex : broken) {
      assertThrows(FrameException.class, () -> decode(hex), hex);
    }
  }

  @Test
  void namesArePrintableAscii() throws FrameException {
    assertEquals("events/1/0a", Frame.text(Kind.OFFER, 0, 0, "events/1/0a").name());
    assertThrows(FrameException.class, () -> Frame.text(Kind.OFFER, 0, 0, "a b").name());
    assertThrows(FrameException.class, () -> Frame.text(Kind.OFFER, 0, 0, "ä").name());
  }

  @Test
  void laterKindsAreReadAndIgnored() throws FrameException {
    assertEquals(Kind.EXTENSION, decode("ff550001 00000000 0000000000000000 00").kind());
  }

  @Test
  void randomBytesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(5);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[random.nextInt(40)];
      random.nextBytes(bytes);
      if (bytes.length > 3) {
        bytes[0] &= 15;
        bytes[1] = 0;
        bytes[2] = 0;
        bytes[3] = (byte) Math.max(0, bytes.length - 16);
      }
      try {
        Frame frame = Frame.decode(ByteBuffer.wrap(bytes));
        assertArrayEquals(bytes, frame.encode().array());
      } catch (FrameException e) {
        // refused, as it should be
      }
    }
  }
}
