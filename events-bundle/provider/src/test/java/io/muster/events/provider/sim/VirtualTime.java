package io.muster.events.provider.sim;

import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;

/** One thread and its time, which stands still until a test moves it. */
public final class VirtualTime implements Executor, Timers, InstantSource {
  private static final long START = 1_800_000_000_000L;

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::order));
  private long now = START;
  private long order;

  private record Task(long at, long order, Runnable run) {}

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(new Task(now, order++, task));
  }

  @Override
  public Timer schedule(Duration after, Runnable task) {
    Task timer = new Task(now + Math.max(0, after.toMillis()), order++, task);
    tasks.add(timer);
    return () -> tasks.remove(timer);
  }

  @Override
  public long nanos() {
    return now * 1_000_000;
  }

  /** Runs what is due now, and what that leads to. */
  public void runDue() {
    while (!tasks.isEmpty() && tasks.peek().at() <= now) {
      tasks.poll().run().run();
    }
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    long end = now + time.toMillis();
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      now = Math.max(now, tasks.peek().at());
      tasks.poll().run().run();
    }
    now = end;
  }

  /** Forgets everything that was to be run, as a crash does. */
  public void clear() {
    tasks.clear();
  }
}
