package io.muster.bench.store;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Muster's file store: 64 producers, each of which appends again when its append was confirmed. */
final class FileStoreContender implements Contender {
  @Override
  public double measure(Path folder, long millis) throws Exception {
    StoreBundle bundle = new StoreBundle(folder.resolve("events"));
    try {
      EventStore store = bundle.await();
      EventLog log = store.log("records");
      LongAdder confirmed = new LongAdder();
      CountDownLatch done = new CountDownLatch(BATCH);
      long start = System.nanoTime();
      long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
      for (int i = 0; i < BATCH; i++) {
        new Producer(log, confirmed, done, end, i).append();
      }
      if (!done.await(millis + 60_000, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the store does not confirm");
      }
      return confirmed.sum() * 1e9 / (System.nanoTime() - start);
    } finally {
      bundle.close();
    }
  }

  private static final class Producer {
    private final EventLog log;
    private final LongAdder confirmed;
    private final CountDownLatch done;
    private final long end;
    private final byte[] record = new byte[BYTES];

    Producer(EventLog log, LongAdder confirmed, CountDownLatch done, long end, int seed) {
      this.log = log;
      this.confirmed = confirmed;
      this.done = done;
      this.end = end;
      new Random(seed).nextBytes(record);
    }

    void append() {
      record[0]++;
      log.append(ByteBuffer.wrap(record)).whenComplete(this::confirmed);
    }

    private void confirmed(Long number, Throwable failure) {
      if (failure == null) {
        confirmed.increment();
      }
      if (failure == null && System.nanoTime() < end) {
        append();
      } else {
        done.countDown();
      }
    }
  }
}
