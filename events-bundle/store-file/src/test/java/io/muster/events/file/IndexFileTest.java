package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog.Entry;
import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The indexes of segments make opening cheap, and are never believed when they are wrong. */
class IndexFileTest {
  private static final int ENTRIES = 200;
  private static final byte[] BLOB = "a blob".getBytes(StandardCharsets.US_ASCII);

  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private static ByteBuffer entry(int i) {
    return ByteBuffer.wrap(("entry " + i + " ".repeat(300)).getBytes(StandardCharsets.US_ASCII));
  }

  private static MemDisk written() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      open.store.putBlob(LogId.sha256(BLOB), ByteBuffer.wrap(BLOB));
      open.store.putCell("cell", ByteBuffer.wrap(BLOB));
      for (int i = 1; i <= ENTRIES; i++) {
        open.store.log("feed").append(entry(i)).toCompletableFuture().join();
      }
    }
    return disk;
  }

  private void judge(MemDisk disk) throws IOException {
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      List<Entry> read = open.store.log("feed").read(1, Integer.MAX_VALUE, Integer.MAX_VALUE);
      assertEquals(ENTRIES, read.size());
      assertEquals(
          IntStream.rangeClosed(1, ENTRIES).mapToObj(IndexFileTest::entry).toList(),
          read.stream().map(e -> ByteBuffer.wrap(e.bytes())).toList());
      assertArrayEquals(BLOB, open.store.blob(LogId.sha256(BLOB)).orElseThrow());
      assertArrayEquals(BLOB, open.store.cell("cell").orElseThrow());
    }
  }

  private static List<String> files(MemDisk disk, String end) {
    return disk.content().keySet().stream()
        .filter(name -> name.endsWith(end) && !name.contains("/"))
        .toList();
  }

  private static long bytes(Collection<byte[]> files) {
    return files.stream().mapToLong(b -> b.length).sum();
  }

  private static long readByOpening(MemDisk disk) throws IOException {
    disk.forgetReads();
    Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), text -> {});
    return disk.bytesRead().entrySet().stream()
        .filter(file -> file.getKey().endsWith(".log"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Test
  void openingAfterAnOrderlyEndReadsTheHeadersOfSegmentsOnly() throws IOException {
    MemDisk disk = written();
    int segments = files(disk, ".log").size();
    assertTrue(segments > 3, "few segments: " + segments);
    assertEquals((long) segments * Format.SEGMENT_HEADER, readByOpening(disk));
  }

  @Test
  void openingAfterACrashReadsTheNewestSegmentOnly() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      for (int i = 1; i <= ENTRIES; i++) {
        open.store.log("feed").append(entry(i)).toCompletableFuture().join();
      }
      MemDisk crashed = disk.powerCut(new Random(1));
      long all = bytes(crashed.content().values());
      long read = readByOpening(crashed);
      assertTrue(read < 3 * (16 << 10) && all > 4 * read, read + " of " + all + " were read");
    }
  }

  @Test
  void damagedIndexIsPutIntoQuarantineAndMadeAgain() throws IOException {
    MemDisk good = written();
    Random random = new Random(3);
    for (int flip = 0; flip < 200; flip++) {
      MemDisk disk = new MemDisk();
      good.content().forEach(disk::put);
      List<String> indexes = files(disk, ".idx");
      String file = indexes.get(random.nextInt(indexes.size() - 1));
      byte[] content = disk.content().get(file);
      byte[] before = content.clone();
      int bit = random.nextInt(content.length * 8);
      content[bit / 8] ^= (byte) (1 << bit % 8);
      disk.put(file, content);
      judge(disk);
      assertArrayEquals(before, disk.content().get(file), "bit " + bit + ": not made again");
      assertEquals(0, disk.deletions());
      String kept = "quarantine/" + file + "-0-" + content.length + ".bin";
      assertArrayEquals(content, disk.content().get(kept), "bit " + bit);
    }
  }

  @Test
  void indexOfALaterVersionIsPutIntoQuarantineAndMadeAgain() throws IOException {
    MemDisk disk = written();
    String file = files(disk, ".idx").get(0);
    byte[] content = disk.content().get(file);
    ByteBuffer.wrap(content).putInt(8, 2);
    disk.put(file, content);
    judge(disk);
    assertTrue(warnings.toString().contains("later version"), warnings::toString);
  }

  @Test
  void indexThatKnowsMoreThanTheSegmentHasSaysSo() throws IOException {
    MemDisk disk = written();
    String file = files(disk, ".log").get(0);
    byte[] content = disk.content().get(file);
    disk.put(file, Arrays.copyOf(content, content.length - 100));
    Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), warnings::add);
    assertTrue(warnings.toString().contains("shorter than its index says"), warnings::toString);
  }

  @Test
  void missingIndexesAreMadeAgain() throws IOException {
    MemDisk disk = written();
    Map<String, byte[]> before = new TreeMap<>(disk.content());
    files(disk, ".idx").forEach(disk::remove);
    judge(disk);
    assertEquals(before.keySet(), disk.content().keySet());
  }

  @Test
  void indexOfARewrittenSegmentIsNotBelieved() throws IOException {
    MemDisk disk = written();
    String file = files(disk, ".idx").get(0);
    byte[] old = disk.content().get(file);
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      int half = ENTRIES / 2;
      open.store.log("feed").truncateBefore(half).toCompletableFuture().join();
      open.store.log("feed").append(entry(1)).toCompletableFuture().join();
    }
    Recovery.Recovered store = Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), text -> {});
    while (new Compactor(disk, store).compactOne(512, 16 << 10)) {
      // until nothing is left to do
    }
    disk.put(file, old);
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      assertArrayEquals(BLOB, open.store.blob(LogId.sha256(BLOB)).orElseThrow());
      assertEquals(ENTRIES / 2 + 2, open.store.log("feed").read(1, 1000, 1 << 20).size());
    }
    assertEquals(List.of(), warnings);
  }

  @Test
  void smallNeighboursAreJoinedAndNothingIsLost() throws IOException {
    MemDisk disk = new MemDisk();
    FileStoreLimits tiny = new FileStoreLimits(1 << 10, 8 << 20, 0, java.time.Duration.ZERO);
    try (OpenStore open = OpenStore.over(disk, tiny)) {
      open.store.putBlob(LogId.sha256(BLOB), ByteBuffer.wrap(BLOB));
      open.store.putCell("cell", ByteBuffer.wrap(BLOB));
      for (int i = 1; i <= ENTRIES; i++) {
        open.store.log("feed").append(entry(i)).toCompletableFuture().join();
      }
    }
    int before = files(disk, ".log").size();
    Recovery.Recovered store = Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), text -> {});
    int steps = 0;
    while (new Compactor(disk, store).compactOne(512, 64 << 10)) {
      steps++;
    }
    int after = files(disk, ".log").size();
    assertTrue(before > 60 && after < 8 && steps < 10, before + " to " + after + " in " + steps);
    judge(disk);
  }

  @Test
  void deadSegmentsAreReclaimedWithoutBeingRead() throws IOException {
    MemDisk disk = written();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      open.store.log("feed").truncateBefore(ENTRIES).toCompletableFuture().join();
    }
    Recovery.Recovered store = Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), text -> {});
    int before = files(disk, ".log").size();
    disk.forgetReads();
    while (new Compactor(disk, store).compactOne(512, 16 << 10)) {
      // until nothing is left to do
    }
    assertTrue(files(disk, ".log").size() < before, "nothing was reclaimed");
    long read =
        disk.bytesRead().entrySet().stream()
            .filter(file -> file.getKey().endsWith(".log"))
            .mapToLong(Map.Entry::getValue)
            .sum();
    assertTrue(read < 2000, "what is dead was read: " + read);
  }

  @Test
  void damageThatCompactionMeetsIsLeftToTheNextOpening() throws Exception {
    FileStoreLimits limits = new FileStoreLimits(256 << 10, 8 << 20, 0, java.time.Duration.ZERO);
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, limits)) {
      for (int i = 1; i <= 40; i++) {
        byte[] large = Arrays.copyOf(entry(i).array(), 8000);
        open.store.log("feed").append(ByteBuffer.wrap(large)).toCompletableFuture().join();
      }
    }
    String file = files(disk, ".log").get(0);
    byte[] content = disk.content().get(file);
    content[new String(content, StandardCharsets.ISO_8859_1).indexOf("entry 20 ")] ^= 1;
    disk.put(file, content);
    try (OpenStore open = OpenStore.over(disk, limits, warnings::add)) {
      open.store.log("feed").truncateBefore(20); // makes more than half of the segment dead
      open.awaitEnd();
    }
    assertTrue(warnings.toString().contains("is damaged now"), warnings::toString);
    try (OpenStore open = OpenStore.over(disk, limits, warnings::add)) {
      List<Entry> read = open.store.log("feed").read(1, Integer.MAX_VALUE, Integer.MAX_VALUE);
      assertEquals(20, read.size());
      assertEquals(21, read.get(0).number());
    }
  }

  @Test
  void damagedCellFailsOnceAndThenHasItsContentBefore() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      open.store.putCell("tries", ByteBuffer.wrap(new byte[] {1}));
      open.store.putCell("tries", ByteBuffer.wrap("second".getBytes(StandardCharsets.US_ASCII)));
      open.store.log("feed").append(entry(1)).toCompletableFuture().join();
    }
    String file = files(disk, ".log").get(0);
    byte[] content = disk.content().get(file);
    content[new String(content, StandardCharsets.ISO_8859_1).indexOf("second")] ^= 1;
    disk.put(file, content);
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      StoreException damaged =
          assertThrows(StoreException.class, () -> open.store.cell("tries"), "an old content");
      assertEquals(StoreException.Reason.FAILED, damaged.reason());
    }
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      assertArrayEquals(new byte[] {1}, open.store.cell("tries").orElseThrow());
    }
    assertTrue(
        warnings.toString().contains("the cell tries: its content before that is served"),
        warnings::toString);
  }
}
