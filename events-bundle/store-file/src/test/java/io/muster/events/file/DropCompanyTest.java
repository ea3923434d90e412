package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What only drops waits for other changes, and costs no fsync of its own. */
class DropCompanyTest {
  private static final FileStoreLimits PATIENT = OpenStore.SMALL.withDropWait(Duration.ofDays(1));

  private final AtomicInteger forces = new AtomicInteger();

  private MemDisk counting() {
    return new MemDisk()
        .failing(
            operation -> {
              if (operation.startsWith("force")) {
                forces.incrementAndGet();
              }
            });
  }

  private static <T> T done(CompletableFuture<T> stage) throws Exception {
    return stage.get(30, TimeUnit.SECONDS);
  }

  private static Blob blob(int i) {
    byte[] bytes = {(byte) i, 1, 2, 3};
    return Blob.of(LogId.sha256(bytes), ByteBuffer.wrap(bytes));
  }

  private static long append(OpenStore open, Blob... blobs) throws Exception {
    ByteBuffer entry = ByteBuffer.wrap(new byte[] {7});
    return done(open.store.log("feed").append(entry, List.of(blobs)).toCompletableFuture());
  }

  @Test
  void entryWithBlobsIsForcedOnceAndDropsShareTheNextForce() throws Exception {
    try (OpenStore open = OpenStore.over(counting(), PATIENT)) {
      int before = forces.get();
      append(open, blob(1), blob(2), blob(3));
      assertEquals(before + 1, forces.get());
      CompletableFuture<Void> dropped = open.store.dropBlob(blob(1).hash()).toCompletableFuture();
      CompletableFuture<Void> cut = open.store.log("feed").truncateBefore(2).toCompletableFuture();
      assertTrue(open.store.hasBlob(blob(1).hash()), "it has not waited");
      assertFalse(dropped.isDone() || cut.isDone());
      assertEquals(2, append(open));
      assertEquals(before + 2, forces.get());
      done(dropped);
      done(cut);
      assertFalse(open.store.hasBlob(blob(1).hash()));
      assertEquals(2, open.store.log("feed").first());
    }
  }

  @Test
  void dropWithoutCompanyIsWrittenWhenItHasWaited() throws Exception {
    FileStoreLimits limits = OpenStore.SMALL.withDropWait(Duration.ofMillis(1));
    try (OpenStore open = OpenStore.over(new MemDisk(), limits)) {
      append(open, blob(1));
      done(open.store.dropBlob(blob(1).hash()).toCompletableFuture());
      assertFalse(open.store.hasBlob(blob(1).hash()));
    }
  }

  @Test
  void manyDropsAreCompanyEnough() throws Exception {
    try (OpenStore open = OpenStore.over(new MemDisk(), PATIENT)) {
      append(open, blob(1));
      CompletableFuture<Void> dropped = open.store.dropBlob(blob(1).hash()).toCompletableFuture();
      for (int i = 0; i < 1023; i++) {
        open.store.dropBlob(blob(2).hash());
      }
      done(dropped);
    }
  }

  @Test
  void closingWritesDropsAtOnce() throws Exception {
    MemDisk disk = new MemDisk();
    CompletableFuture<Void> dropped;
    try (OpenStore open = OpenStore.over(disk, PATIENT)) {
      append(open, blob(1), blob(2));
      dropped = open.store.dropBlob(blob(1).hash()).toCompletableFuture();
    }
    done(dropped);
    try (OpenStore again = OpenStore.over(disk, PATIENT)) {
      assertFalse(again.store.hasBlob(blob(1).hash()), "the drop was not written");
      assertTrue(again.store.hasBlob(blob(2).hash()));
    }
  }

  @Test
  void appendBehindADropThatWaitsWritesTheBlobAnew() throws Exception {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, PATIENT)) {
      append(open, blob(1));
      open.store.dropBlob(blob(1).hash());
      append(open, blob(1));
      assertTrue(open.store.blob(blob(1).hash()).isPresent());
      EventLog log = open.store.log("feed");
      assertEquals(3, log.next());
    }
    try (OpenStore again = OpenStore.over(disk, PATIENT)) {
      assertTrue(again.store.blob(blob(1).hash()).isPresent());
    }
  }

  @Test
  void segmentThatIsFullIsSealedBeforeTheBlobsNotBetweenThemAndTheEntry() throws Exception {
    MemDisk disk = new MemDisk();
    try (OpenStore open = OpenStore.over(disk, PATIENT)) {
      for (int i = 0; i < 40; i++) {
        byte[] large = new byte[5000];
        large[0] = (byte) i;
        append(open, Blob.of(LogId.sha256(large), ByteBuffer.wrap(large)));
      }
    }
    long segments = disk.content().keySet().stream().filter(n -> n.endsWith(".log")).count();
    assertTrue(segments > 10, "segments: " + segments);
    try (OpenStore again = OpenStore.over(disk, PATIENT)) {
      assertEquals(40, again.store.blobs());
      assertEquals(41, again.store.log("feed").next());
    }
  }
}
