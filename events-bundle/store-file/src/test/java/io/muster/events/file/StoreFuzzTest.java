package io.muster.events.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.muster.events.spi.StoreException;
import io.muster.fuzz.Fuzz;
import io.muster.fuzz.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What damaged or strange disks give instead of segments. */
@Tag("fuzz")
class StoreFuzzTest {
  private final Map<String, byte[]> sound = written();

  private static Map<String, byte[]> written() {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      for (int i = 1; i <= 150; i++) {
        byte[] bytes = ("entry " + i + " " + "x".repeat(i % 11 * 7)).getBytes(US_ASCII);
        open.store.log(i % 3 == 0 ? "other" : "feed").append(ByteBuffer.wrap(bytes));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        open.store.putBlob(ByteBuffer.wrap(hash).array(), ByteBuffer.wrap(bytes));
      }
      open.store.log("feed").truncateBefore(4).toCompletableFuture().join();
    } catch (IOException | NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    return new TreeMap<>(disk.content());
  }

  private String file(String ending) {
    return sound.keySet().stream()
        .filter(name -> name.endsWith(ending))
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  /** The rows of the newest index that there is. */
  private byte[] repairedIndex(byte[] index) {
    if (index.length < IndexFiles.HEADER) {
      return index;
    }
    String segment = file(".idx").replace(".idx", ".log");
    long salt = Format.SegmentName.parse(segment).orElseThrow().salt();
    ByteBuffer bytes = ByteBuffer.wrap(index).putInt(24, index.length - IndexFiles.HEADER);
    byte[] checked = new byte[index.length - 4];
    System.arraycopy(index, 0, checked, 0, IndexFiles.HEADER - 4);
    int rows = index.length - IndexFiles.HEADER;
    System.arraycopy(index, IndexFiles.HEADER, checked, IndexFiles.HEADER - 4, rows);
    bytes.putInt(IndexFiles.HEADER - 4, Format.check(salt, checked, 0, checked.length));
    return index;
  }

  private Object open(String changed, byte[] content) throws IOException {
    MemDisk disk = new MemDisk();
    sound.forEach(disk::put);
    disk.put(changed, content);
    return Recovery.open(disk, OpenStore.SMALL, OpenStore.salts(), text -> {});
  }

  /** Checks that fit, so that what the records say is read, too. */
  private byte[] repaired(byte[] segment) {
    long salt = Format.SegmentName.parse(file(".log")).orElseThrow().salt();
    ByteBuffer bytes = ByteBuffer.wrap(segment);
    for (int at = Format.SEGMENT_HEADER; at + Format.RECORD_HEADER <= segment.length; ) {
      int body = at + Format.RECORD_HEADER;
      int length = Math.floorMod(bytes.getInt(at + 4), 1 << 12);
      length = Math.min(length, segment.length - body);
      bytes.putInt(at + 4, length);
      bytes.putInt(at + 8, Format.check(salt, segment, body, length));
      bytes.putInt(at, Format.check(salt, segment, at + 4, Format.RECORD_HEADER - 4));
      at += Format.sizeOf(length);
    }
    return segment;
  }

  @Test
  void nameOfASegmentIsItsOneOrNone() {
    Fuzz.of(Subject.SEGMENT_NAME)
        .from(List.of(file(".log").getBytes(US_ASCII)))
        .words("segment-", "-", ".log", "0", "f", "F", "80000000", "7fffffff", "+", "\n", "../")
        .refusing(IllegalArgumentException.class)
        .within(8_000, 16)
        .run(
            in ->
                Format.SegmentName.parse(new String(in, US_ASCII))
                    .orElseThrow(IllegalArgumentException::new),
            name -> name.file().getBytes(US_ASCII));
  }

  @Test
  void directoryWithAStrangeSegmentIsOpenedOrRefused() {
    String segment = file(".log");
    Fuzz.of(Subject.SEGMENT)
        .from(List.of(sound.get(segment)))
        .repairing(this::repaired)
        .refusing(StoreException.class)
        .within(256 << 20, 32)
        .run(in -> open(segment, in), opened -> null);
  }

  @Test
  void directoryWithAStrangeIndexIsOpened() {
    String index = file(".idx");
    Fuzz.of(Subject.STORE)
        .from(List.of(sound.get(index)))
        .repairing(this::repairedIndex)
        .neverRefusing()
        .within(256 << 20, 32)
        .run(in -> open(index, in), opened -> null);
  }
}
