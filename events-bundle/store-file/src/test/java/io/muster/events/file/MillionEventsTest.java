package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A million bodies of 1 KiB and their entries, in a process with 256 MiB of heap. */
@Tag("long")
class MillionEventsTest {
  private static final int EVENTS = 1_000_000;
  private static final FileStoreLimits LIMITS =
      new FileStoreLimits(64 << 20, 32 << 20, 0, Duration.ZERO);

  @TempDir Path directory;

  @Test
  void millionEventsAreOpenedWithAQuarterOfAGigabyteOfHeap() throws Exception {
    String written = run(Writing.class);
    assertTrue(written.startsWith("confirmed"), written);
    String opened = run(Opening.class);
    assertTrue(opened.startsWith("blobs=" + EVENTS), opened);
    System.out.println("FIGURE store.open.1000000 " + opened);
  }

  private String run(Class<?> program) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                directory.resolve("events").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), said);
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  /** Writes the events and closes the store in order. */
  static final class Writing {
    private Writing() {}

    public static void main(String[] args) throws Exception {
      Semaphore room = new Semaphore(4096);
      Random random = new Random(1);
      try (OpenStore open = OpenStore.over(RealDisk.at(Path.of(args[0])), LIMITS)) {
        for (int i = 0; i < EVENTS; i++) {
          byte[] hash = new byte[32];
          random.nextBytes(hash);
          room.acquire();
          open.store
              .putBlob(hash, ByteBuffer.allocate(1024))
              .whenComplete((kept, failure) -> confirmed(room, failure));
          if (i % 64 == 63) { // a batch of entries
            room.acquire();
            open.store
                .log("feed")
                .append(ByteBuffer.allocate(64 * 200))
                .whenComplete((number, failure) -> confirmed(room, failure));
          }
        }
        room.acquire(4096);
      }
      System.out.println("confirmed");
    }

    private static void confirmed(Semaphore room, Throwable failure) {
      if (failure != null) {
        System.out.println("failed: " + failure);
      }
      room.release();
    }
  }

  /** Opens the store and says how long that took and what it holds in the heap. */
  static final class Opening {
    private Opening() {}

    public static void main(String[] args) throws Exception {
      long began = System.nanoTime();
      try (OpenStore open = OpenStore.over(RealDisk.at(Path.of(args[0])), LIMITS)) {
        long millis = (System.nanoTime() - began) / 1_000_000;
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
        System.out.printf(
            "blobs=%d open_ms=%d heap_mib=%d of %d%n",
            open.store.blobs(), millis, heap, runtime.maxMemory() >> 20);
      }
    }
  }
}
