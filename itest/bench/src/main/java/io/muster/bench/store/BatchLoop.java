package io.muster.bench.store;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Writes batch after batch on one thread: what a group commit costs without any hand-over. */
final class BatchLoop {
  private BatchLoop() {}

  /** Writes and syncs a batch. */
  @FunctionalInterface
  interface Batch {
    void commit(long first, byte[][] records) throws Exception;
  }

  static double run(long millis, Batch batch) throws Exception {
    byte[][] records = new byte[Contender.BATCH][Contender.BYTES];
    Random random = new Random(7);
    for (byte[] each : records) {
      random.nextBytes(each);
    }
    long start = System.nanoTime();
    long end = start + TimeUnit.MILLISECONDS.toNanos(millis);
    long written = 0;
    while (System.nanoTime() < end) {
      for (byte[] each : records) {
        each[0]++;
      }
      batch.commit(written, records);
      written += Contender.BATCH;
    }
    return written * 1e9 / (System.nanoTime() - start);
  }
}
