package io.muster.staging.provider;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** Time that passes when a test says so; the wall clock goes with it. Used by one thread. */
final class FakeTimers implements Timers, InstantSource {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(task -> task.at));
  private final long origin;
  private long now;
  private long wallAhead;

  private record Task(long at, Runnable work) {}

  /** {@code origin} is what {@link #nanos} says at the start. */
  FakeTimers(long origin) {
    this.origin = origin;
  }

  @Override
  public long nanos() {
    return origin + now;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(now + wallAhead);
  }

  @Override
  public void after(long nanos, Runnable task) {
    tasks.add(new Task(now + nanos, task));
  }

  /** Lets time pass, each task in its time. */
  void pass(long seconds) {
    long end = now + TimeUnit.SECONDS.toNanos(seconds);
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task task = tasks.remove();
      now = Math.max(now, task.at());
      task.work().run();
    }
    now = end;
  }

  /** The machine sleeps, and the timers go on: what was due then comes late. */
  void sleep(long seconds) {
    now += TimeUnit.SECONDS.toNanos(seconds);
    pass(0);
  }

  /** The machine sleeps, and the timers stand still; the wall clock does not. */
  void sleepWithoutTimers(long seconds) {
    wallAhead += TimeUnit.SECONDS.toNanos(seconds);
  }
}
