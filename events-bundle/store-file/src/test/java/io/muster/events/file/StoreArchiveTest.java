package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.StoreCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A store in one file, whole checks of a store, and who may read its files. */
class StoreArchiveTest {
  private static final byte[] BLOB = new byte[3000];

  @TempDir Path folder;

  private static void write(FileStore store) {
    store.putBlob(LogId.sha256(BLOB), ByteBuffer.wrap(BLOB));
    for (int i = 1; i <= 40; i++) {
      store.log("feed").append(ByteBuffer.allocate(1000 + i)).toCompletableFuture().join();
    }
  }

  private Path archive() throws IOException {
    try (OpenStore open = OpenStore.over(RealDisk.at(folder.resolve("a")), OpenStore.SMALL)) {
      write(open.store);
      open.store.exportTo(folder.resolve("archive"));
      write(open.store); // is not in the archive
    }
    return folder.resolve("archive");
  }

  @Test
  void importedStoreHasWhatTheExportedOneHad() throws IOException {
    int segments = StoreArchive.extract(archive(), folder.resolve("b"));
    assertTrue(segments > 2, "few segments: " + segments);
    try (OpenStore open = OpenStore.over(RealDisk.at(folder.resolve("b")), OpenStore.SMALL)) {
      assertEquals(40, open.store.log("feed").read(1, 1000, 1 << 20).size());
      assertArrayEquals(BLOB, open.store.blob(LogId.sha256(BLOB)).orElseThrow());
      assertEquals(41, open.store.log("feed").next());
    }
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path archive = archive();
    IOException refused =
        assertThrows(IOException.class, () -> StoreArchive.extract(archive, folder.resolve("a")));
    assertTrue(refused.getMessage().contains("not empty"), refused.getMessage());
    try (OpenStore open = OpenStore.over(RealDisk.at(folder.resolve("a")), OpenStore.SMALL)) {
      assertThrows(FileAlreadyExistsException.class, () -> open.store.exportTo(archive));
    }
  }

  @Test
  void archiveThatDoesNotCheckLeavesNothing() throws IOException {
    byte[] good = Files.readAllBytes(archive());
    Random random = new Random(4);
    Path bad = folder.resolve("bad");
    Path target = folder.resolve("c");
    for (int i = 0; i < 150; i++) {
      byte[] bytes = Arrays.copyOf(good, good.length + i % 3 - 1); // short, sound, long
      if (i % 3 == 1) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      } else if (i % 3 == 0) {
        bytes = Arrays.copyOf(good, random.nextInt(good.length));
      }
      Files.write(bad, bytes);
      assertThrows(IOException.class, () -> StoreArchive.extract(bad, target), "archive " + i);
      assertFalse(hasFiles(target), "something is left");
    }
  }

  private static boolean hasFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isPresent();
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void filesOfAStoreAreOpenToTheirOwnerAlone() throws IOException {
    Path archive = archive();
    assertEquals("rw-------", modes(archive));
    assertEquals("rwx------", modes(folder.resolve("a")));
    DirectoryLock.take(folder.resolve("a"), java.time.Instant.EPOCH).close();
    try (Stream<Path> files = Files.list(folder.resolve("a"))) {
      for (Path file : files.toList()) {
        assertEquals("rw-------", modes(file), file.toString());
      }
    }
  }

  @Test
  void repairPutsDamageIntoQuarantineOnce() throws Exception {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      write(open.store);
      assertTrue(open.store.repair().damages().isEmpty());
      String file =
          disk.content().keySet().stream()
              .filter(n -> n.endsWith(".log"))
              .findFirst()
              .orElseThrow();
      byte[] content = disk.content().get(file);
      content[5000] ^= 1;
      disk.put(file, content);
      assertEquals(1, open.store.repair().damages().size());
      open.awaitEnd();
      assertTrue(open.store.isDamaged());
    }
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      assertEquals(1, open.store.usage().damages());
      StoreCheck again = open.store.repair(); // known by now: the store goes on
      assertTrue(again.damages().get(0).what().contains("in quarantine already"));
      assertFalse(open.store.isDamaged());
      assertEquals(39, open.store.log("feed").read(1, 1000, 1 << 20).size());
    }
  }

  @Test
  void spareRoomIsNoDamageAndALostEndIs() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      write(open.store);
      String file =
          disk.content().keySet().stream()
              .filter(n -> n.endsWith(".log"))
              .findFirst()
              .orElseThrow();
      byte[] content = disk.content().get(file);
      disk.put(file, Arrays.copyOf(content, content.length + 999)); // cut off before a power cut
      assertTrue(open.store.verify().damages().isEmpty());
      Arrays.fill(content, content.length - 1200, content.length, (byte) 0);
      disk.put(file, content);
      assertEquals(1, open.store.verify().damages().size());
    }
  }

  private static String modes(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void verifySaysWhereTheDamageIsAndChangesNothing() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      write(open.store);
      StoreCheck sound = open.store.verify();
      assertTrue(sound.damages().isEmpty() && sound.records() > 41, sound::toString);
      String file =
          disk.content().keySet().stream()
              .filter(n -> n.endsWith(".log"))
              .findFirst()
              .orElseThrow();
      byte[] content = disk.content().get(file);
      content[5000] ^= 1;
      disk.put(file, content);
      int operations = disk.operations();
      StoreCheck check = open.store.verify();
      assertEquals(operations, disk.operations(), "something was changed");
      assertEquals(sound.records() - 1, check.records());
      assertEquals(1, check.damages().size());
      assertTrue(check.damages().get(0).where().startsWith(file), check::toString);
    }
  }
}
