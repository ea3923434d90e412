package io.muster.hub.signalhub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventStreamTest {
  private static final int LIMIT = 1024;

  /** Expected events are separated by a bar; backslashes stand for line ends. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "data: a\\n\\n, a",
        "data:a\\n\\n, a",
        "data:  a\\n\\n, ` a`",
        "data: a\\r\\rdata: b\\r\\n\\r\\ndata: c\\n\\n, a|b|c",
        "data: a\\ndata: b\\n\\n, a+b",
        "data: a\\ndata\\ndata: b\\n\\n, a++b",
        "data: \\n\\ndata: a\\n\\n, a",
        ":heartbeat signal\\n\\ndata: a\\n\\n, a",
        "event: close\\nid: 9\\nretry: 1\\ndata: a\\n\\n, a",
        "database: a\\n\\ndata: b\\n\\n, b",
        "Data: a\\n\\n dat: b\\n\\ndata: c\\n\\n, c",
        "data: a\\n\\n\\n\\ndata: b\\n\\n, a|b",
        "data: a\\n\\ndata: b\\n, a",
        "data: é日😀\\n\\n, é日😀"
      })
  void eventsAreReadAsTheFormatSays(String stream, String expected) throws IOException {
    String bytes = stream.replace("\\n", "\n").replace("\\r", "\r");
    List<String> events = List.of(expected.replace('+', '\n').split("\\|"));
    assertEquals(events, read(bytes.getBytes(StandardCharsets.UTF_8)).events);
  }

  @Test
  void byteOrderMarkIsSkippedAtTheStartOnly() throws IOException {
    assertEquals(List.of("a"), read(utf8("\uFEFFdata: a\n\n\uFEFFdata: b\n\n")).events);
  }

  @Test
  void streamMayBeSplitAnywhere() throws IOException {
    byte[] stream = utf8("data: é\r\ndata: 日\r\n\r\n:x\rdata: 😀\n\n");
    for (int size = 1; size <= stream.length; size++) {
      Collector collector = new Collector();
      new EventStream(LIMIT, collector).read(new Pieces(stream, size));
      assertEquals(List.of("é\n日", "😀"), collector.events);
    }
  }

  @Test
  void eventAtTheLimitPassesAndOneByteMoreIsDropped() throws IOException {
    Collector seen =
        read(utf8("data: " + "x".repeat(LIMIT) + "\n\ndata: " + "y".repeat(LIMIT + 1) + "\n\n"));
    assertEquals(List.of("x".repeat(LIMIT)), seen.events);
    assertEquals(List.of("an event of more than 1024 bytes"), seen.drops);
  }

  @Test
  void manyShortLinesCountTogether() throws IOException {
    Collector seen = read(utf8("data: xx\n".repeat(LIMIT / 3 + 1) + "\ndata: a\n\n"));
    assertEquals(List.of("a"), seen.events);
    assertEquals(1, seen.drops.size());
  }

  @Test
  void endlessLineNeedsNoMoreThanTheLimit() throws IOException {
    Collector seen = new Collector();
    new EventStream(LIMIT, seen).read(new Endless(50_000_000));
    assertEquals(List.of(), seen.events);
  }

  @Test
  void bytesThatAreNoUtf8AreDropped() throws IOException {
    byte[] stream = "data: \u00ff\n\ndata: a\n\n".getBytes(StandardCharsets.ISO_8859_1);
    Collector seen = read(stream);
    assertEquals(List.of("a"), seen.events);
    assertEquals(List.of("an event that is no UTF-8"), seen.drops);
  }

  @Test
  void anyBytesAreReadWithoutAFailure() throws IOException {
    Random random = new Random(7);
    byte[] alphabet = utf8("data: \n\r\n:x\u00e9{}1");
    for (int round = 0; round < 20_000; round++) {
      byte[] stream = new byte[random.nextInt(64)];
      for (int i = 0; i < stream.length; i++) {
        stream[i] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      assertTrue(read(stream).events.size() <= 32);
    }
  }

  private static Collector read(byte[] stream) throws IOException {
    Collector collector = new Collector();
    new EventStream(LIMIT, collector).read(new ByteArrayInputStream(stream));
    return collector;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final class Collector implements EventStream.Sink {
    final List<String> events = new ArrayList<>();
    final List<String> drops = new ArrayList<>();

    @Override
    public void event(String data) {
      events.add(data);
    }

    @Override
    public void dropped(String why) {
      drops.add(why);
    }
  }

  /** Gives a few bytes at a time. */
  private static final class Pieces extends ByteArrayInputStream {
    private final int size;

    Pieces(byte[] bytes, int size) {
      super(bytes);
      this.size = size;
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int length) {
      return super.read(bytes, from, Math.min(size, length));
    }
  }

  /** One line without an end. */
  private static final class Endless extends InputStream {
    private int left;

    Endless(int length) {
      this.left = length;
    }

    @Override
    public int read() {
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      left -= length;
      return left > 0 ? length : -1;
    }
  }
}
