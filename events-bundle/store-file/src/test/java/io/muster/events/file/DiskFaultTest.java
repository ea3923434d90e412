package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreException.Reason;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Full disks and failing ones. */
class DiskFaultTest {
  private static ByteBuffer entry(int i) {
    return ByteBuffer.wrap(("entry " + i + " ".repeat(300)).getBytes());
  }

  private static StoreException refusal(CompletionStage<?> stage) {
    CompletionException seen =
        assertThrows(CompletionException.class, () -> stage.toCompletableFuture().join());
    return assertInstanceOf(StoreException.class, seen.getCause());
  }

  private static int count(EventLog log) {
    return log.read(1, Integer.MAX_VALUE, Integer.MAX_VALUE).size();
  }

  @Test
  @Tag("accounts")
  void fullDiskAtAnyOperationRefusesAndResumesByItself() throws IOException {
    Accounting accounting = new Accounting();
    boolean fired = true;
    for (int n = 1; fired; n++) {
      fired = fullAt(n, accounting);
      assertTrue(n < 1000, "The run does not end");
    }
    accounting.print("A6", "");
  }

  /** Fills the disk at one operation of a run; says whether the run got there. */
  private static boolean fullAt(int n, Accounting accounting) throws IOException {
    MemDisk disk = new MemDisk();
    int confirmed = 0;
    boolean fired = false;
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      EventLog log = open.store.log("feed");
      int at = disk.operations() + n;
      disk.failing(
          operation -> {
            if (disk.operations() == at
                && (operation.startsWith("write") || operation.startsWith("create"))) {
              throw new Disk.FullException(new IOException("No space left on device"));
            }
          });
      for (int i = 0; i < 60; i++) {
        CompletionStage<Long> stage = log.append(entry(i));
        try {
          assertEquals(confirmed + 1, stage.toCompletableFuture().join(), "a number was skipped");
          confirmed++;
        } catch (CompletionException e) {
          assertEquals(Reason.FULL, ((StoreException) e.getCause()).reason(), () -> "" + e);
          fired = true;
        }
        assertEquals(confirmed, count(log), "reads work, and show what was confirmed only");
      }
      fired |= disk.operations() >= at;
      assertTrue(confirmed >= 59, "It did not resume: " + confirmed);
    }
    disk.failing(operation -> {});
    try (OpenStore again = OpenStore.over(disk, OpenStore.SMALL)) {
      assertEquals(confirmed, count(again.store.log("feed")), "failed with FULL, yet present");
      accounting.judged(60, confirmed, 60 - confirmed, 0);
    }
    return fired;
  }

  @Test
  void belowTheReserveOnlyForgettingIsWritten() throws IOException {
    MemDisk disk = new MemDisk();
    FileStoreLimits limits = new FileStoreLimits(16 << 10, 8 << 20, 10_000, Duration.ZERO);
    try (OpenStore open = OpenStore.over(disk, limits)) {
      EventLog log = open.store.log("feed");
      log.append(entry(1)).toCompletableFuture().join();
      assertFalse(open.store.usage().full());
      disk.usable(9_999);
      assertTrue(open.store.usage().full());
      StoreException full = refusal(log.append(entry(2)));
      assertEquals(Reason.FULL, full.reason());
      assertTrue(full.getMessage().contains("reserve.mib"), full.getMessage());
      assertTrue(full.getMessage().contains("9999 bytes are free"), full.getMessage());
      log.truncateBefore(2).toCompletableFuture().join();
      disk.usable(1 << 20);
      assertEquals(2, log.append(entry(2)).toCompletableFuture().join());
    }
  }

  @Test
  void failedFsyncIsFinalAndNeverTriedAgain() throws IOException {
    for (int n = 1; n <= 5; n++) {
      MemDisk disk = new MemDisk();
      List<Long> confirmed = new ArrayList<>();
      int failing = n;
      try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
        EventLog log = open.store.log("feed");
        int[] forces = {0};
        disk.failing( // once; a second force of that file is an AssertionError of the disk
            operation -> {
              if (operation.startsWith("force") && ++forces[0] == failing) {
                throw new IOException("Input/output error");
              }
            });
        for (int i = 0; i < 10; i++) {
          CompletionStage<Long> stage = log.append(entry(i));
          if (confirmed.size() < failing - 1) {
            confirmed.add(stage.toCompletableFuture().join());
          } else {
            assertEquals(Reason.FAILED, refusal(stage).reason());
          }
        }
      }
      disk.failing(operation -> {});
      try (OpenStore again = OpenStore.over(disk, OpenStore.SMALL)) {
        assertTrue(count(again.store.log("feed")) >= confirmed.size(), "confirmed and lost");
      }
    }
  }

  @Test
  @Tag("accounts")
  void errorAtAnyOperationLosesNothingConfirmedAndIsFinal() throws IOException {
    Accounting accounting = new Accounting();
    boolean fired = true;
    for (int n = 1; fired; n++) {
      fired = errorAt(n, accounting);
      assertTrue(n < 2000, "The run does not end");
    }
    assertTrue(accounting.trials() > 60, "faults at so few operations: " + accounting.trials());
    accounting.print("A7", "");
  }

  /** Fails one operation of a run, whatever it is; says whether the run got there. */
  private static boolean errorAt(int n, Accounting accounting) throws IOException {
    MemDisk disk = new MemDisk();
    int attempted = 0;
    int confirmed = 0;
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      int at = disk.operations() + n;
      disk.failing(
          operation -> {
            if (disk.operations() == at) {
              throw new IOException("Input/output error");
            }
          });
      for (; attempted < 70; attempted++) {
        CompletionStage<Long> stage = open.store.log("feed").append(entry(attempted));
        try {
          assertEquals(confirmed + 1, stage.toCompletableFuture().join());
          confirmed++;
        } catch (CompletionException e) {
          assertEquals(Reason.FAILED, ((StoreException) e.getCause()).reason());
        }
      }
      if (disk.operations() < at) {
        return false;
      }
    }
    disk.failing(operation -> {});
    accounting.judged(attempted, confirmed, found(disk, confirmed) - confirmed);
    return true;
  }

  /** Opens anew; fails if something confirmed is missing or a number is given out twice. */
  private static int found(MemDisk disk, int confirmed) throws IOException {
    try (OpenStore again = OpenStore.over(disk, OpenStore.SMALL)) {
      int found = count(again.store.log("feed"));
      assertTrue(found >= confirmed, "lost " + (confirmed - found));
      long next = again.store.log("feed").append(entry(0)).toCompletableFuture().join();
      assertEquals(found + 1, next);
      return found;
    }
  }

  @Test
  void failedWriteInTheMiddleThatIsConfirmedAllTheSameIsFoundOut() throws IOException {
    int entries = 40;
    for (int lost = 0; lost < entries; lost++) {
      MemDisk disk = new MemDisk();
      Disk lying = LyingDisk.swallowing(disk, "entry " + lost + " ");
      try (OpenStore open = OpenStore.over(lying, OpenStore.SMALL)) {
        for (int i = 0; i < entries; i++) {
          open.store.log("feed").append(entry(i)).toCompletableFuture().join();
        }
      }
      assertThrows(AssertionError.class, () -> found(disk, entries), "entry " + lost);
    }
  }

  @Test
  void failedFsyncIsSaidInWordsThatHelp() throws IOException {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, OpenStore.SMALL)) {
      disk.failing(
          operation -> {
            if (operation.startsWith("force")) {
              throw new IOException("Input/output error");
            }
          });
      StoreException failed = refusal(open.store.log("feed").append(entry(1)));
      assertTrue(failed.getMessage().contains("never tried again"), failed.getMessage());
      assertTrue(failed.getMessage().contains("Input/output error"), failed.getMessage());
    }
  }

  @Test
  void tooMuchThatWaitsIsRefusedAsBusyAndNothingIsLost() throws Exception {
    MemDisk disk = new MemDisk();
    FileStoreLimits limits = new FileStoreLimits(1 << 20, 64 << 10, 0, Duration.ZERO);
    try (OpenStore open = OpenStore.over(disk, limits)) {
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      disk.failing(
          operation -> {
            entered.countDown();
            await(go);
          });
      EventLog log = open.store.log("feed");
      List<CompletionStage<Long>> taken = new ArrayList<>(List.of(log.append(entry(0))));
      assertTrue(entered.await(30, TimeUnit.SECONDS));
      CompletionStage<Long> stage = log.append(ByteBuffer.allocate(40_000));
      taken.add(stage);
      StoreException busy = refusal(log.append(ByteBuffer.allocate(40_000)));
      assertEquals(Reason.BUSY, busy.reason());
      go.countDown();
      for (CompletionStage<Long> each : taken) {
        each.toCompletableFuture().get(30, TimeUnit.SECONDS);
      }
      assertEquals(taken.size(), count(log));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void interruptedCallerDoesNotHarmTheStore(@TempDir Path directory) throws IOException {
    try (OpenStore open = OpenStore.over(RealDisk.at(directory), OpenStore.SMALL)) {
      EventLog log = open.store.log("feed");
      Thread.currentThread().interrupt();
      CompletionStage<Long> stage = log.append(entry(1));
      assertTrue(Thread.interrupted());
      assertEquals(1, stage.toCompletableFuture().join());
      Thread.currentThread().interrupt();
      assertEquals(1, count(log), "an interrupted reader reads");
      assertTrue(Thread.interrupted());
      assertEquals(2, log.append(entry(2)).toCompletableFuture().join());
      assertEquals(2, count(log));
    }
  }

  static boolean hasFullDevice() {
    return new File("/dev/full").exists();
  }

  @Test
  @EnabledIf("hasFullDevice")
  void realDiskKnowsWhatAFullDeviceSays() {
    assertThrows(
        Disk.FullException.class,
        () -> {
          try (Disk.File file = RealDisk.file(new RandomAccessFile(new File("/dev/full"), "rw"))) {
            file.write(0, new byte[10], 0, 10);
          }
        });
  }
}
