package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real file system that is cut off, or full. */
@Tag("accounts")
class CutDiskTest {
  private static final int ROUNDS = Integer.getInteger("muster.cut.rounds", 6);
  private static final FileStoreLimits LIMITS =
      new FileStoreLimits(8 << 20, 8 << 20, 0, Duration.ZERO);

  @TempDir Path scratch;
  private CutDisk disk;

  @BeforeEach
  void make() throws IOException {
    disk = CutDisk.make(scratch);
  }

  @AfterEach
  void close() throws IOException {
    if (disk != null) {
      disk.close();
    }
  }

  private Authors.Fate cutting() {
    return new Authors.Fate() {
      @Override
      public void strike(ProcessHandle process) throws IOException {
        disk.cut();
      }

      @Override
      public boolean leavesWordsTrue() {
        return false;
      }
    };
  }

  @Test
  void whatWasConfirmedBeforeTheDiskWasCutOffIsThere() throws Exception {
    Random random = new Random(11);
    Authors authors = new Authors();
    for (int round = 0; round < ROUNDS; round++) {
      authors.run(disk.root(), round, 100 + random.nextInt(800), cutting());
      disk.remount();
      authors.judge(disk.root());
    }
    System.out.println(authors.account("cut-disk", ROUNDS));
  }

  @Test
  void storeThatForcesNothingIsFoundOut() throws Exception {
    Authors authors = new Authors(true);
    authors.run(disk.root(), 0, 500, cutting());
    disk.remount();
    AssertionError lost = assertThrows(AssertionError.class, () -> authors.judge(disk.root()));
    assertTrue(lost.getMessage().startsWith("lost or altered"), lost.getMessage());
  }

  @Test
  void storeOnAFullDiskRefusesAndGoesOnWhenThereIsSpaceAgain() throws Exception {
    Path ballast = Files.write(disk.root().resolve("ballast"), new byte[48 << 20]);
    try (OpenStore open = OpenStore.over(RealDisk.at(disk.root().resolve("events")), LIMITS)) {
      EventLog log = open.store.log("feed");
      long confirmed = fill(log);
      assertTrue(confirmed > 0);
      assertEquals(1, log.read(confirmed, 1, Integer.MAX_VALUE).size());
      Files.delete(ballast);
      assertEquals(confirmed + 1, append(log));
      assertEquals(List.of(), quarantined());
    }
  }

  /** Appends until there is no space, and returns how many entries were confirmed. */
  private static long fill(EventLog log) {
    long[] confirmed = {0};
    CompletionException refusal =
        assertThrows(
            CompletionException.class,
            () -> {
              while (confirmed[0] < 10_000) {
                confirmed[0] = append(log);
              }
            });
    StoreException full = (StoreException) refusal.getCause();
    assertEquals(StoreException.Reason.FULL, full.reason(), full.getMessage());
    return confirmed[0];
  }

  private static long append(EventLog log) {
    return log.append(ByteBuffer.wrap(new byte[60_000])).toCompletableFuture().join();
  }

  private List<Path> quarantined() throws IOException {
    Path quarantine = disk.root().resolve("events").resolve("quarantine");
    if (!Files.exists(quarantine)) {
      return List.of();
    }
    try (var files = Files.list(quarantine)) {
      return files.toList();
    }
  }
}
