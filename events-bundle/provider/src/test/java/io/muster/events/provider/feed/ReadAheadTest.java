package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Samples;
import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReadAheadTest {
  private final Samples samples = new Samples(3);

  /** A log that was written before; a read of one entry may fail. */
  private final class Written implements EventLog {
    private final List<Entry> entries = new ArrayList<>();
    private long broken;

    Written(int count) {
      for (int i = 0; i < count; i++) {
        entries.add(new Entry(i + 1L, batch(i)));
      }
    }

    @Override
    public CompletionStage<Long> append(ByteBuffer entry) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long first() {
      return 1;
    }

    @Override
    public long next() {
      return entries.size() + 1L;
    }

    @Override
    public List<Entry> read(long from, int maxEntries, int maxBytes) {
      if (broken > 0 && from + maxEntries > broken) {
        throw new IllegalStateException("broken");
      }
      int end = (int) Math.min(entries.size(), from - 1 + maxEntries);
      return List.copyOf(entries.subList((int) from - 1, end));
    }

    @Override
    public CompletionStage<Void> truncateBefore(long before) {
      throw new UnsupportedOperationException();
    }
  }

  private byte[] batch(int number) {
    List<byte[]> entries = List.of(Entries.encode(new Pause(number, 1, Bytes.EMPTY)));
    Batch batch =
        Batch.of(
            Batch.headerOf(FeedHead.before(samples.feed()), entries), entries, samples.bytes(64));
    byte[] bytes = new byte[batch.size()];
    batch.bytes().get(bytes);
    return bytes;
  }

  private static List<Integer> pauses(ReadAhead ahead) {
    List<Integer> seen = new ArrayList<>();
    ahead.next(item -> seen.add(((Pause) item.checkedEntries().get(0)).windowMs()));
    return seen;
  }

  private static List<Integer> upTo(int count) {
    return java.util.stream.IntStream.range(0, count).boxed().toList();
  }

  private void assertReadsAll(Executor readers) {
    List<EventLog> logs =
        List.of(new Written(3_000), new Written(0), new Written(1), new Written(5_000));
    try (ReadAhead ahead = new ReadAhead(logs, readers)) {
      assertEquals(upTo(3_000), pauses(ahead));
      assertEquals(List.of(), pauses(ahead));
      assertEquals(upTo(1), pauses(ahead));
      assertEquals(upTo(5_000), pauses(ahead));
    }
  }

  @Test
  void logsAreReadInOrderByAnotherThread() throws InterruptedException {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      for (int i = 0; i < 5; i++) {
        assertReadsAll(reader);
      }
    } finally {
      reader.shutdown();
      assertTrue(reader.awaitTermination(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void logsAreReadInOrderByTheCallerIfNobodyElseDoes() {
    assertReadsAll(Runnable::run);
    List<Runnable> later = new ArrayList<>();
    assertReadsAll(later::add);
    later.forEach(Runnable::run); // who comes too late finds nothing to do
  }

  @Test
  void failureOfTheStoreReachesWhoeverReads() throws InterruptedException {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try {
      Written log = new Written(2_000);
      log.broken = 1_500;
      List<Integer> seen = new ArrayList<>();
      try (ReadAhead ahead = new ReadAhead(List.of(log), reader)) {
        RuntimeException thrown =
            assertThrows(
                IllegalStateException.class,
                () -> ahead.next(item -> seen.add((int) item.stored().number())));
        assertSame("broken", thrown.getMessage());
      }
      assertTrue(seen.size() >= 1_000, "all before it was handed over: " + seen.size());
    } finally {
      reader.shutdown();
      assertTrue(reader.awaitTermination(30, TimeUnit.SECONDS));
    }
  }

  @Test
  void closingEndsWhatReadsAhead() throws InterruptedException {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    ReadAhead ahead = new ReadAhead(List.of(new Written(5_000)), reader);
    assertThrows(
        ArithmeticException.class,
        () ->
            ahead.next(
                item -> {
                  throw new ArithmeticException();
                }));
    ahead.close();
    reader.shutdown();
    assertTrue(reader.awaitTermination(30, TimeUnit.SECONDS));
  }
}
