package io.muster.events.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import io.muster.events.tck.EventStoreTck;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends EventStoreTck {
  private final ExecutorService completions = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    completions.shutdown();
  }

  @Override
  protected EventStore open() {
    return new MemoryStore(64 << 20, completions);
  }

  @Override
  protected void close(EventStore store) {
    ((MemoryStore) store).close();
  }

  @Override
  protected boolean isDurable() {
    return false;
  }

  @Test
  void usageSaysWhetherThereIsRoomForAnEntry() {
    try (MemoryStore store = new MemoryStore(EventStore.MAX_ENTRY + 1, Runnable::run)) {
      EventLog log = store.log("feed");
      log.append(ByteBuffer.allocate(1));
      assertFalse(store.usage().full());
      log.append(ByteBuffer.allocate(1));
      assertTrue(store.usage().full());
      log.truncateBefore(2);
      assertFalse(store.usage().full());
    }
  }

  @Test
  void fullStoreRefusesAndResumesWhenSomethingIsDropped() {
    try (MemoryStore store = new MemoryStore(10, Runnable::run)) {
      EventLog log = store.log("feed");
      log.append(ByteBuffer.allocate(8));
      CompletionException refused =
          assertThrows(
              CompletionException.class,
              () -> log.append(ByteBuffer.allocate(3)).toCompletableFuture().join());
      StoreException full = (StoreException) refused.getCause();
      assertEquals(StoreException.Reason.FULL, full.reason());
      assertTrue(full.getMessage().contains("max.mib"), full.getMessage());
      log.truncateBefore(2);
      assertEquals(2, log.append(ByteBuffer.allocate(3)).toCompletableFuture().join());
    }
  }

  @Test
  void stagesOfAnInlineStoreAreCompleteWhenTheCallReturns() {
    try (MemoryStore store = MemoryStore.inline()) {
      assertTrue(store.log("feed").append(ByteBuffer.allocate(1)).toCompletableFuture().isDone());
    }
  }
}
