package io.muster.events.provider;

import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.PriorityQueue;
import java.util.Random;

/** Virtual time: one thread, one queue of tasks, one source of chance. */
final class Simulation implements InstantSource {
  private static final long START_NANOS = Duration.ofDays(20_000).toNanos();

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private final Random random;
  private long nanos = START_NANOS;
  private long number;

  private record Task(long at, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  Simulation(long seed) {
    random = new Random(seed);
  }

  /** Begins at another time; before anything else. */
  void startAt(Instant start) {
    nanos = Duration.between(Instant.EPOCH, start).toNanos();
  }

  Random random() {
    return random;
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plusNanos(nanos);
  }

  Timers.Timer after(Duration delay, Runnable work) {
    boolean[] cancelled = {false};
    long at = nanos + Math.max(0, delay.toNanos());
    tasks.add(
        new Task(
            at,
            number++,
            () -> {
              if (!cancelled[0]) {
                work.run();
              }
            }));
    return () -> cancelled[0] = true;
  }

  /** Runs what is due within a time. */
  void run(Duration time) {
    long end = nanos + time.toNanos();
    while (!tasks.isEmpty() && tasks.peek().at <= end) {
      Task task = tasks.poll();
      nanos = task.at;
      task.work.run();
    }
    nanos = end;
  }

  /** Runs until something holds, at most for a time; returns whether it does. */
  boolean runUntil(java.util.function.BooleanSupplier condition, Duration atMost) {
    long end = nanos + atMost.toNanos();
    while (!condition.getAsBoolean()) {
      if (tasks.isEmpty() || tasks.peek().at > end) {
        nanos = end;
        return condition.getAsBoolean();
      }
      Task task = tasks.poll();
      nanos = task.at;
      task.work.run();
    }
    return true;
  }
}
