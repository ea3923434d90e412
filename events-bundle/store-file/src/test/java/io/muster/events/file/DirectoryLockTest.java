package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @TempDir Path directory;

  @Test
  void secondTakerInTheProcessIsToldWhoHasIt() throws IOException {
    try (DirectoryLock lock = DirectoryLock.take(directory, NOW)) {
      StoreException refused =
          assertThrows(StoreException.class, () -> DirectoryLock.take(directory, NOW), "" + lock);
      assertEquals(StoreException.Reason.LOCKED, refused.reason());
      assertTrue(refused.getMessage().contains("process " + ProcessHandle.current().pid()));
      assertTrue(refused.getMessage().contains("since " + NOW), refused.getMessage());
      assertTrue(refused.getMessage().contains("this very process"), refused.getMessage());
    }
    DirectoryLock.take(directory, NOW).close();
  }

  @Test
  void refusedTakerDoesNotDropTheLockOfTheHolder() throws Exception {
    try (DirectoryLock lock = DirectoryLock.take(directory, NOW)) {
      assertThrows(StoreException.class, () -> DirectoryLock.take(directory, NOW), "" + lock);
      Process other = otherProcess("try");
      assertEquals(3, other.waitFor(), "another process got the lock");
    }
    assertEquals(0, otherProcess("try").waitFor(), "the lock was not given up");
  }

  @Test
  void killedHolderLeavesNoLockBehindAndIsNamedWhileItLives() throws Exception {
    Process holder = otherProcess("hold");
    try {
      assertEquals('!', holder.getInputStream().read(), "the other process has the lock");
      StoreException refused =
          assertThrows(StoreException.class, () -> DirectoryLock.take(directory, NOW));
      assertTrue(refused.getMessage().contains("process " + holder.pid()), refused.getMessage());
    } finally {
      holder.destroyForcibly();
    }
    assertTrue(holder.waitFor(30, TimeUnit.SECONDS));
    DirectoryLock.take(directory, NOW).close();
  }

  @Test
  void manyRacersNeverHaveItTogether() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    List<Thread> racers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      racers.add(
          new Thread(
              () -> {
                for (int n = 0; n < 250; n++) {
                  race(holders, taken, together);
                }
              }));
    }
    racers.forEach(Thread::start);
    for (Thread racer : racers) {
      racer.join(120_000);
      assertFalse(racer.isAlive());
    }
    assertEquals(0, together.get());
    assertTrue(taken.get() > 0);
  }

  private void race(AtomicInteger holders, AtomicInteger taken, AtomicInteger together) {
    try (DirectoryLock lock = DirectoryLock.take(directory, NOW)) {
      if (holders.incrementAndGet() > 1) {
        together.incrementAndGet();
      }
      taken.addAndGet(lock == null ? 0 : 1);
      holders.decrementAndGet();
    } catch (StoreException e) {
      assertEquals(StoreException.Reason.LOCKED, e.reason());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatTheLockFileSaysIsMadeHarmless() throws Exception {
    Process holder = otherProcess("hold");
    try {
      assertEquals('!', holder.getInputStream().read());
      Files.writeString(directory.resolve("lock"), "\u001b[31mprocess 1\n");
      StoreException refused =
          assertThrows(StoreException.class, () -> DirectoryLock.take(directory, NOW));
      assertFalse(refused.getMessage().contains("\u001b"));
    } finally {
      holder.destroyForcibly();
    }
    assertTrue(holder.waitFor(30, TimeUnit.SECONDS));
  }

  private Process otherProcess(String what) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            directory.toString(),
            what)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Another process that takes the lock. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws IOException {
      try (DirectoryLock lock = DirectoryLock.take(Path.of(args[0]), Instant.now())) {
        if (args[1].equals("hold")) {
          System.out.print('!');
          System.out.flush();
          System.exit(System.in.read() + (lock == null ? 1 : 0));
        }
      } catch (StoreException e) {
        System.exit(3);
      }
    }
  }
}
