package io.muster.events.provider.sim.world;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** True time, and everything that happens in it: one thread, one queue. */
public final class Scheduler {
  private static final long START_MS = 1_800_000_000_000L;

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long micros = START_MS * 1000;
  private long number;
  private long asleepMs;

  private record Task(long at, long number, Runnable work) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at != other.at ? Long.compare(at, other.at) : Long.compare(number, other.number);
    }
  }

  /** Returns the true time, in ms. */
  public long millis() {
    return micros / 1000 + asleepMs;
  }

  /** Returns the time that timers go by, in ms. */
  public long awakeMs() {
    return micros / 1000;
  }

  /** Returns the time that timers go by, in µs. */
  public long micros() {
    return micros;
  }

  /** Runs something later. */
  public void after(long delayMicros, Runnable work) {
    tasks.add(new Task(micros + Math.max(0, delayMicros), number++, work));
  }

  /** Lets the clocks of everybody jump, as if all had been asleep: timers stand still. */
  public void leap(Duration time) {
    asleepMs += time.toMillis();
  }

  /** Lets time pass. */
  public void run(Duration time) {
    runUntil(() -> false, time);
  }

  /** Runs until something holds, which is looked at after each task; returns whether it does. */
  public boolean runUntil(BooleanSupplier condition, Duration atMost) {
    long end = micros + atMost.toNanos() / 1000;
    while (!condition.getAsBoolean()) {
      if (tasks.isEmpty() || tasks.peek().at > end) {
        micros = end;
        return condition.getAsBoolean();
      }
      Task task = tasks.poll();
      micros = task.at;
      task.work.run();
    }
    return true;
  }
}
