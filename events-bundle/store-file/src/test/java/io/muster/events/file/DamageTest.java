package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventLog.Entry;
import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Bits that flipped, tails that were torn, and directories of other versions. */
class DamageTest {
  private static final int ENTRIES = 120;
  private static final int FLIPS = Integer.getInteger("muster.bit.flips", 1000);

  private final List<String> warnings = new CopyOnWriteArrayList<>();

  private static byte[] bytes(int i) {
    return ("entry " + i + " " + "x".repeat(i % 37 * 10)).getBytes(StandardCharsets.US_ASCII);
  }

  private static MemDisk written(int entries) throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      for (int i = 1; i <= entries; i++) {
        open.store.log("feed").append(ByteBuffer.wrap(bytes(i))).toCompletableFuture().join();
      }
    }
    return disk;
  }

  private static MemDisk copy(MemDisk disk) {
    MemDisk copy = new MemDisk();
    disk.content().forEach(copy::put);
    return copy;
  }

  private static List<String> segments(MemDisk disk) {
    return disk.content().keySet().stream().filter(name -> name.endsWith(".log")).toList();
  }

  private Set<Long> numbers(MemDisk disk) throws IOException {
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      assertEquals(Set.of("feed"), open.store.logs(), "the log has lost its name");
      List<Entry> read = open.store.log("feed").read(1, Integer.MAX_VALUE, Integer.MAX_VALUE);
      read.forEach(e -> assertArrayEquals(bytes((int) e.number()), e.bytes()));
      return read.stream().map(Entry::number).collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean quarantined(MemDisk disk) {
    Set<String> names = disk.content().keySet();
    return names.stream().anyMatch(n -> n.startsWith("quarantine/") && n.endsWith(".bin"))
        && names.stream().anyMatch(n -> n.startsWith("quarantine/") && n.endsWith(".txt"));
  }

  @Test
  void flippedBitCostsAtMostTheEntryItIsIn() throws IOException {
    MemDisk good = written(ENTRIES);
    assertTrue(segments(good).size() > 1, "one segment only");
    Random random = new Random(8);
    int lost = 0;
    for (int flip = 0; flip < FLIPS; flip++) {
      MemDisk disk = copy(good);
      String file = segments(disk).get(random.nextInt(segments(disk).size()));
      if (flip % 5 == 0) {
        file = file.replace(".log", ".idx");
      }
      byte[] content = disk.content().get(file);
      int bit = random.nextInt(content.length * 8);
      content[bit / 8] ^= (byte) (1 << bit % 8);
      disk.put(file, content);
      if (flip % 4 == 0) {
        disk.remove(file.replace(".log", ".idx")); // damage is found by opening, not by reading
      }
      Set<Long> left = numbers(disk);
      assertEquals(left, numbers(disk), "the second opening found something else");
      assertTrue(left.size() >= ENTRIES - 1, "bit " + bit + " of " + file + " cost " + left);
      lost += ENTRIES - left.size();
      assertEquals(0, disk.deletions(), "something was deleted");
      boolean padding = left.size() == ENTRIES && !quarantined(disk);
      assertTrue(padding || quarantined(disk), "nothing is in quarantine");
    }
    assertTrue(lost > FLIPS / 3, "hardly an entry was hit: " + lost);
    assertTrue(warnings.stream().anyMatch(w -> w.contains("damage")), "no word in the log");
  }

  @Test
  void damagedBytesAreInQuarantineWithAReason() throws IOException {
    MemDisk disk = written(10);
    String file = segments(disk).get(0);
    byte[] content = disk.content().get(file);
    content[200] ^= 1;
    disk.put(file, content);
    assertEquals(9, numbers(disk).size());
    assertEquals(9, numbers(disk).size());
    Map<String, byte[]> after = disk.content();
    String reason =
        after.keySet().stream().filter(n -> n.endsWith(".txt")).findFirst().orElseThrow();
    String text = new String(after.get(reason), StandardCharsets.UTF_8);
    assertTrue(text.contains(file) && text.contains("damage"), text);
    byte[] kept = after.get(reason.replace(".txt", ".bin"));
    String whole = new String(content, StandardCharsets.ISO_8859_1);
    assertTrue(whole.contains(new String(kept, StandardCharsets.ISO_8859_1)), "other bytes");
    int told = warnings.size();
    numbers(disk);
    assertEquals(told, warnings.size(), "told again at the next opening");
  }

  @Test
  void tornTailIsCutAtAnyByteAndKeptInQuarantine() throws IOException {
    MemDisk good = written(6);
    String file = segments(good).get(0);
    byte[] content = good.content().get(file);
    int tail = content.length - Format.sizeOf(0); // the mark of the orderly end
    int threeEntries = 0;
    for (int i = 4; i <= 6; i++) {
      threeEntries += Format.sizeOf(Format.ENTRY_HEAD + bytes(i).length);
    }
    for (int cut = tail - threeEntries; cut <= tail; cut++) {
      for (byte[] rest : List.of(new byte[0], garbage(cut), new byte[700])) {
        MemDisk disk = copy(good);
        disk.remove(file.replace(".log", ".idx")); // written by an orderly end only
        byte[] torn = Arrays.copyOf(content, cut + rest.length);
        System.arraycopy(rest, 0, torn, cut, rest.length);
        disk.put(file, torn);
        Set<Long> left = numbers(disk);
        assertTrue(left.size() >= 3, "cut at " + cut + " left " + left);
        assertEquals(left.size(), ((TreeSet<Long>) left).last(), "a hole");
        assertEquals(left, numbers(disk), "the second opening found something else");
        goesOn(disk, left.size());
      }
    }
    assertTrue(warnings.stream().allMatch(w -> w.contains("torn tail")), "torn, not damaged");
  }

  private static byte[] garbage(int seed) {
    byte[] garbage = new byte[333];
    new Random(seed).nextBytes(garbage);
    return garbage;
  }

  private static void goesOn(MemDisk disk, int entries) throws IOException {
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      EventLog log = open.store.log("feed");
      assertEquals(
          entries + 1,
          log.append(ByteBuffer.wrap(bytes(entries + 1))).toCompletableFuture().join());
    }
  }

  @Test
  void recordsInsideOfAnEntryAreNotTakenForRecords() throws IOException {
    RecordBuffer forged = new RecordBuffer();
    forged.reset(0x1234); // a stranger does not know the salt
    byte[] entry = "forged".getBytes(StandardCharsets.US_ASCII);
    forged.entry(LogId.of("feed"), 2, entry, Group.BEFORE);
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      open.store.log("feed").append(ByteBuffer.wrap(bytes(1))).toCompletableFuture().join();
      ByteBuffer carrier = ByteBuffer.wrap(forged.encoded().array(), 0, forged.length());
      open.store.log("feed").append(carrier).toCompletableFuture().join();
    }
    String file = segments(disk).get(0);
    byte[] content = disk.content().get(file);
    int body = new String(content, StandardCharsets.ISO_8859_1).indexOf("forged");
    content[body + 1] ^= 1;
    disk.put(file, content);
    assertEquals(Set.of(1L), numbers(disk));
  }

  private static MemDisk withBlob(byte[] blob, boolean closed) throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      EventLog log = open.store.log("feed");
      log.append(ByteBuffer.wrap(bytes(1))).toCompletableFuture().join();
      Blob named = Blob.of(LogId.sha256(blob), ByteBuffer.wrap(blob));
      log.append(ByteBuffer.wrap(bytes(2)), List.of(named)).toCompletableFuture().join();
      log.append(ByteBuffer.wrap(bytes(3))).toCompletableFuture().join();
      return closed ? disk : copy(disk);
    }
  }

  private static void damage(MemDisk disk, byte[] text) {
    String file = segments(disk).get(0);
    byte[] content = disk.content().get(file);
    int at =
        new String(content, StandardCharsets.ISO_8859_1)
            .indexOf(new String(text, StandardCharsets.ISO_8859_1));
    content[at] ^= 1;
    disk.put(file, content);
    disk.remove(file.replace(".log", ".idx"));
  }

  @Test
  void entryGoesWithItsBlobWhereTheLastWriteMayBeTornAndOnlyThere() throws IOException {
    byte[] blob = "the blob of entry 2".getBytes(StandardCharsets.US_ASCII);
    MemDisk torn = withBlob(blob, false);
    damage(torn, blob);
    for (int opening = 0; opening < 3; opening++) { // nor does it come back later
      assertEquals(Set.of(1L, 3L), numbers(torn));
      segments(torn).forEach(file -> torn.remove(file.replace(".log", ".idx")));
    }
    assertTrue(quarantined(torn));
    MemDisk rotten = withBlob(blob, true);
    damage(rotten, blob);
    assertEquals(Set.of(1L, 2L, 3L), numbers(rotten), "bits that flip cost what they are in");
  }

  @Test
  void damageWhileTheStoreIsOpenCostsTheEntryAlone() throws IOException {
    MemDisk disk = written(5);
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      String file = segments(disk).get(0);
      byte[] content = disk.content().get(file);
      int at = new String(content, StandardCharsets.ISO_8859_1).indexOf("entry 3");
      content[at] ^= 1;
      disk.put(file, content);
      List<Long> left =
          open.store.log("feed").read(1, 100, 100_000).stream().map(Entry::number).toList();
      assertEquals(List.of(1L, 2L, 4L, 5L), left);
      assertTrue(warnings.get(0).contains("is damaged now"), warnings::toString);
    }
  }

  @Test
  void damagedBlobCanBePutAgain() throws IOException {
    MemDisk disk = new MemDisk();
    byte[] blob = "a blob that will be damaged".getBytes(StandardCharsets.US_ASCII);
    byte[] hash = LogId.sha256(blob);
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      open.store.putBlob(hash, ByteBuffer.wrap(blob)).toCompletableFuture().join();
      String file = segments(disk).get(0);
      byte[] content = disk.content().get(file);
      content[new String(content, StandardCharsets.ISO_8859_1).indexOf("a blob")] ^= 1;
      disk.put(file, content);
      assertTrue(open.store.blob(hash).isEmpty());
    }
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL, warnings::add)) {
      assertFalse(open.store.hasBlob(hash));
      open.store.putBlob(hash, ByteBuffer.wrap(blob)).toCompletableFuture().join();
      assertArrayEquals(blob, open.store.blob(hash).orElseThrow());
    }
  }

  @Test
  void directoryOfALaterVersionIsRefusedAndLeftAlone() throws IOException {
    MemDisk disk = written(3);
    String file = segments(disk).get(0);
    byte[] content = disk.content().get(file);
    ByteBuffer header = ByteBuffer.wrap(content);
    header.putInt(8, 2);
    header.putInt(28, Format.check(0, content, 0, 28));
    disk.put(file, content);
    refusedUntouched(disk, "format version 2", "version 1");
  }

  @Test
  void recordOfAnUnknownKindIsRefusedAndLeftAlone() throws IOException {
    MemDisk disk = written(3);
    appendRecord(disk, (byte) 99);
    refusedUntouched(disk, "kind 99", "version (1)");
  }

  private static void refusedUntouched(MemDisk disk, String... words) {
    disk.put("segment-0000000f-0000000000000000.log.tmp", new byte[1]);
    Map<String, byte[]> before = disk.content();
    int operations = disk.operations();
    StoreException refused =
        assertThrows(StoreException.class, () -> OpenStore.over(disk, OpenStore.SMALL));
    assertEquals(StoreException.Reason.VERSION, refused.reason());
    for (String word : words) {
      assertTrue(refused.getMessage().contains(word), refused.getMessage());
    }
    assertEquals(operations, disk.operations(), "something was changed");
    assertEquals(before.keySet(), disk.content().keySet());
  }

  private static void appendRecord(MemDisk disk, byte kind) {
    String file = segments(disk).get(0);
    disk.remove(file.replace(".log", ".idx"));
    byte[] content = disk.content().get(file);
    RecordBuffer record = new RecordBuffer();
    record.reset(Format.SegmentName.parse(file).orElseThrow().salt());
    record.record(kind, "unknown to us".getBytes(StandardCharsets.US_ASCII), new byte[0]);
    byte[] longer = Arrays.copyOf(content, content.length + record.length());
    System.arraycopy(record.encoded().array(), 0, longer, content.length, record.length());
    disk.put(file, longer);
  }

  @Test
  void optionalRecordOfAnUnknownKindIsKeptThroughRecoveryAndRewriting() throws IOException {
    MemDisk disk = written(40);
    appendRecord(disk, (byte) 200);
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      for (int i = 0; i < 30; i++) {
        ByteBuffer large = ByteBuffer.allocate(4000);
        open.store.log("feed").append(large).toCompletableFuture().join();
      }
      open.store.log("feed").truncateBefore(60).toCompletableFuture().join();
    }
    Recovery.Recovered store =
        Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), warnings::add);
    Compactor compactor = new Compactor(disk, store);
    int rewritten = 0;
    while (compactor.compactOne(512, 16 << 10)) {
      rewritten++;
    }
    assertTrue(rewritten > 0, "nothing was rewritten");
    boolean kept =
        disk.content().values().stream()
            .anyMatch(b -> new String(b, StandardCharsets.ISO_8859_1).contains("unknown to us"));
    assertTrue(kept, "a record of a later version was dropped");
    assertEquals(60, store.index().first(LogId.of("feed")));
  }
}
