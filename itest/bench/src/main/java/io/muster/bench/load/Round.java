package io.muster.bench.load;

import java.util.BitSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One measured stretch: how many events may be on their way, and which have arrived. One thread
 * sends; any thread may tell of arrivals.
 */
public final class Round {
  private static final long PATIENCE_S = 60;

  private final int number;
  private final int outstanding;
  private final Semaphore room;
  private final Latencies latencies = new Latencies();
  private final BitSet seen = new BitSet();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();

  /**
   * Begins.
   *
   * @param number the round, which every payload of it names
   * @param outstanding how many may be on their way
   */
  public Round(int number, int outstanding) {
    this.number = number;
    this.outstanding = outstanding;
    this.room = new Semaphore(outstanding);
  }

  /** Returns the round's number. */
  public int number() {
    return number;
  }

  /** Says whether one more may be sent now. */
  public boolean hasRoom() {
    return room.availablePermits() > 0;
  }

  /** Waits until fewer than the permitted number of events are on their way. */
  public void awaitRoom() throws InterruptedException {
    take(1);
  }

  /** Waits until all have arrived. */
  public void awaitAll() throws InterruptedException {
    take(outstanding);
  }

  private void take(int permits) throws InterruptedException {
    boolean taken = room.tryAcquire(permits, PATIENCE_S, TimeUnit.SECONDS);
    Throwable why = failure.get();
    if (why != null) {
      throw new IllegalStateException("an event was refused: " + why, why);
    }
    if (!taken) {
      int missing = outstanding - room.availablePermits();
      throw new IllegalStateException(
          "nothing has arrived for %d s; %d events are on their way, %d were seen"
              .formatted(PATIENCE_S, missing, seenCount()));
    }
  }

  /**
   * Some have arrived; makes room for as many.
   *
   * @param count how many
   */
  public void arrived(int count) {
    room.release(count);
  }

  /**
   * Notes one event with its time, once however often it is seen.
   *
   * @param facts what the event's payload tells
   * @param now when it was seen, by {@link System#nanoTime}
   * @return whether it is of this round and is seen for the first time
   */
  public boolean saw(Payload.Facts facts, long now) {
    synchronized (seen) {
      if (facts.round() != number || seen.get(facts.number())) {
        return false;
      }
      seen.set(facts.number());
      seen.notifyAll();
    }
    latencies.add(now - facts.nanos());
    return true;
  }

  /**
   * An event was refused: the round fails.
   *
   * @param why why
   */
  public void failed(Throwable why) {
    failure.compareAndSet(null, why);
    room.release(outstanding);
  }

  private int seenCount() {
    synchronized (seen) {
      return seen.cardinality();
    }
  }

  /**
   * Waits until as many were seen, also if the room does not depend on it.
   *
   * @param count how many
   */
  public void awaitSeen(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    synchronized (seen) {
      while (seen.cardinality() < count) {
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0) {
          throw new IllegalStateException(
              "only " + seen.cardinality() + " of " + count + " were seen");
        }
        seen.wait(Math.min(left, 100));
      }
    }
  }

  /** Returns the times of what was seen: see {@link Latencies#take}. */
  public String latencies() {
    return latencies.take();
  }
}
