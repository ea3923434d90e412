package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.log.Logger;

class StoreLifeTest {
  private static final FileStoreLimits LIMITS =
      new FileStoreLimits(1 << 20, 8 << 20, 0, Duration.ofSeconds(60));

  @TempDir Path directory;
  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final CountDownLatch firstWord = new CountDownLatch(1);
  private final Logger log =
      (Logger)
          Proxy.newProxyInstance(
              Logger.class.getClassLoader(),
              new Class<?>[] {Logger.class},
              (proxy, method, arguments) -> {
                boolean added = logged.add(Arrays.deepToString(arguments));
                firstWord.countDown();
                return added;
              });

  /** Hands out the store that is offered now. */
  private static final class Offered implements StoreLife.Offer {
    private final BlockingQueue<FileStore> stores = new LinkedBlockingQueue<>();
    private volatile FileStore current;

    @Override
    public void begin(FileStore store) {
      current = store;
      stores.add(store);
    }

    @Override
    public void end() {
      current = null;
    }

    FileStore await() throws InterruptedException {
      FileStore store = stores.poll(30, TimeUnit.SECONDS);
      assertTrue(store != null, "no store was offered");
      return store;
    }
  }

  private StoreLife life(Offered offered, Duration lockWait) {
    FileStoreLimits limits =
        new FileStoreLimits(LIMITS.segmentBytes(), LIMITS.queueBytes(), 0, lockWait);
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    StoreLife.Setup setup = StoreLife.Setup.of(directory.resolve("events"), limits);
    return new StoreLife(setup, clock, log, offered);
  }

  private static void join(Thread thread) throws InterruptedException {
    thread.join(30_000);
    assertFalse(thread.isAlive(), "the store's thread does not end");
  }

  @Test
  void successorWaitsForThePredecessorAndFindsAllItConfirmed() throws Exception {
    Offered first = new Offered();
    Offered second = new Offered();
    StoreLife old = life(first, Duration.ZERO);
    StoreLife successor = life(second, Duration.ofSeconds(60));
    Thread oldThread = new Thread(old);
    Thread newThread = new Thread(successor);
    oldThread.start();
    FileStore store = first.await();
    newThread.start();
    store.log("feed").append(ByteBuffer.wrap(new byte[] {1})).toCompletableFuture().join();
    assertNull(second.current, "two stores have the directory");
    old.stop();
    join(oldThread);
    assertNull(first.current, "the offer was not taken back");
    assertEquals(2, second.await().log("feed").next());
    successor.stop();
    join(newThread);
    assertEquals(List.of(), logged);
  }

  @Test
  void whoDoesNotGetTheDirectorySaysWhoHasIt() throws Exception {
    Offered first = new Offered();
    StoreLife holder = life(first, Duration.ZERO);
    Thread holding = new Thread(holder);
    holding.start();
    first.await();
    StoreLife refused = life(new Offered(), Duration.ZERO);
    Thread refusedThread = new Thread(refused);
    refusedThread.start();
    assertTrue(firstWord.await(30, TimeUnit.SECONDS), "nothing is said");
    refused.stop();
    join(refusedThread);
    holder.stop();
    join(holding);
    assertTrue(logged.toString().contains("is in use by process"), logged::toString);
  }

  /** The store knows no time: a clock that jumps deletes nothing and puts nothing out of order. */
  @Test
  void clockThatJumpsCostsNothing() throws Exception {
    Duration day = Duration.ofDays(1);
    Instant now = Instant.now();
    List<Instant> jumps =
        List.of(now, now.minus(day), now.plus(day.multipliedBy(3650)), Instant.EPOCH, now);
    for (int i = 0; i < jumps.size(); i++) {
      Offered offered = new Offered();
      StoreLife.Setup setup = StoreLife.Setup.of(directory.resolve("events"), LIMITS);
      StoreLife life = new StoreLife(setup, InstantSource.fixed(jumps.get(i)), log, offered);
      Thread thread = new Thread(life);
      thread.start();
      FileStore store = offered.await();
      assertEquals(i, store.log("feed").read(1, 100, 1000).size(), "entries were deleted");
      ByteBuffer entry = ByteBuffer.wrap(new byte[] {(byte) i});
      assertEquals(i + 1, store.log("feed").append(entry).toCompletableFuture().join());
      life.stop();
      join(thread);
    }
    assertEquals(List.of(), logged);
  }

  @Test
  void damageMetByAReaderIsPutIntoQuarantineByOpeningAnew() throws Exception {
    MemDisk disk = new MemDisk();
    Offered offered = new Offered();
    Duration again = Duration.ofMillis(10);
    StoreLife.Setup setup = new StoreLife.Setup(directory, LIMITS, d -> disk, again);
    StoreLife life = new StoreLife(setup, InstantSource.fixed(Instant.EPOCH), log, offered);
    Thread thread = new Thread(life);
    thread.start();
    FileStore first = offered.await();
    for (int i = 1; i <= 3; i++) {
      ByteBuffer entry = ByteBuffer.wrap(("entry " + i).getBytes());
      first.log("feed").append(entry).toCompletableFuture().join();
    }
    String file =
        disk.content().keySet().stream().filter(f -> f.endsWith(".log")).findFirst().orElseThrow();
    byte[] content = disk.content().get(file);
    content[new String(content, StandardCharsets.ISO_8859_1).indexOf("entry 2")] ^= 1;
    disk.put(file, content);
    assertEquals(2, first.log("feed").read(1, 10, 1000).size());
    FileStore second = offered.await();
    assertEquals(
        List.of(1L, 3L),
        second.log("feed").read(1, 10, 1000).stream().map(EventLog.Entry::number).toList());
    life.stop();
    join(thread);
    assertTrue(disk.content().keySet().stream().anyMatch(f -> f.startsWith("quarantine/")));
    assertTrue(logged.toString().contains("is damaged now"), logged::toString);
  }

  @Test
  void stoppedBeforeItHasOpenedItNeverOffers() throws Exception {
    Offered offered = new Offered();
    StoreLife life = life(offered, Duration.ZERO);
    life.stop();
    Thread thread = new Thread(life);
    thread.start();
    join(thread);
    assertEquals(0, offered.stores.size());
  }

  @Test
  void failedDiskTakesTheOfferBackAndIsOpenedAnewWithAllThatWasConfirmed() throws Exception {
    MemDisk disk = new MemDisk();
    Offered offered = new Offered();
    Duration again = Duration.ofMillis(1);
    StoreLife.Setup setup = new StoreLife.Setup(directory, LIMITS, d -> disk, again);
    StoreLife life = new StoreLife(setup, InstantSource.fixed(Instant.EPOCH), log, offered);
    Thread thread = new Thread(life);
    thread.start();
    FileStore first = offered.await();
    first.log("feed").append(ByteBuffer.wrap(new byte[] {1})).toCompletableFuture().join();
    AtomicBoolean failing = new AtomicBoolean(true);
    disk.failing(
        operation -> {
          if (operation.startsWith("force") && failing.getAndSet(false)) {
            throw new IOException("Input/output error");
          }
        });
    CompletableFuture<Long> failed =
        first.log("feed").append(ByteBuffer.wrap(new byte[] {2})).toCompletableFuture();
    assertThrows(CompletionException.class, failed::join);
    FileStore second = offered.await();
    assertTrue(second != first && second.log("feed").next() >= 2, "confirmed and lost");
    second.log("feed").append(ByteBuffer.wrap(new byte[] {3})).toCompletableFuture().join();
    life.stop();
    join(thread);
    assertTrue(logged.toString().contains("Input/output error"), logged::toString);
  }
}
