package io.muster.bench.node;

import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** One measured stretch: how many events may be on their way, and which have arrived. */
final class Round {
  private static final long PATIENCE_S = 60;

  private final int number;
  private final boolean untilReceipt;
  private final int outstanding;
  private final Semaphore room;
  private final Latencies latencies = new Latencies();
  private final BitSet receipts = new BitSet();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  Round(int number, boolean untilReceipt, int outstanding) {
    this.number = number;
    this.untilReceipt = untilReceipt;
    this.outstanding = outstanding;
    this.room = new Semaphore(outstanding);
  }

  int number() {
    return number;
  }

  /** Waits until fewer than the permitted number of events are on their way. */
  void awaitRoom() throws InterruptedException {
    take(1);
  }

  /** Gives back the room of an event that is not sent: the time is over. */
  void handed() {
    room.release();
  }

  /** Waits until all have arrived. */
  void awaitAll() throws InterruptedException {
    take(outstanding);
  }

  private void take(int permits) throws InterruptedException {
    boolean taken = room.tryAcquire(permits, PATIENCE_S, TimeUnit.SECONDS);
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("an event was refused: " + why, why);
    }
    if (!taken) {
      throw new IllegalStateException(
          "nothing has arrived for "
              + PATIENCE_S
              + " s; "
              + (outstanding - room.availablePermits())
              + " events are on their way, "
              + receiptCount()
              + " receipts were seen");
    }
  }

  void handled(int count) {
    if (!untilReceipt) {
      room.release(count);
    }
  }

  void receipt(Payload.Facts facts, long now) {
    synchronized (receipts) {
      if (facts.round() != number || receipts.get(facts.number())) {
        return;
      }
      receipts.set(facts.number());
      receipts.notifyAll();
    }
    latencies.add(now - facts.nanos());
    if (untilReceipt) {
      room.release();
    }
  }

  void failed(Throwable why) {
    failure.compareAndSet(null, why);
    room.release(outstanding);
  }

  int receiptCount() {
    synchronized (receipts) {
      return receipts.cardinality();
    }
  }

  /** Waits for the receipts of all events, also in a round that does not measure them. */
  void awaitReceipts(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (receipts) {
      while (receipts.cardinality() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException(
              receipts.cardinality() + " of " + count + " receipts were seen");
        }
        receipts.wait(Math.min(left, 100));
      }
    }
  }

  String latencies() {
    return latencies.take();
  }
}
