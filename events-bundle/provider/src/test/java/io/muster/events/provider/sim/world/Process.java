package io.muster.events.provider.sim.world;

import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What dies with a crash: tasks and timers, and the node's idea of the time. */
public final class Process implements Executor, Timers, InstantSource {
  private final Scheduler scheduler;
  private final Node node;
  private final long startedAt;
  private final long image;
  private final SplittableRandom luck;
  private boolean alive = true;

  Process(Scheduler scheduler, Node node, long image) {
    this.scheduler = scheduler;
    this.image = image;
    this.luck = new SplittableRandom(image);
    this.node = node;
    this.startedAt = scheduler.awakeMs();
  }

  /** Says whether it runs. */
  public boolean isAlive() {
    return alive;
  }

  /** Returns when it began, in ms that it was awake. */
  public long startedAt() {
    return startedAt;
  }

  /** Says whether both go on from one image of a machine's memory. */
  public boolean isTwinOf(Process other) {
    return this != other && image == other.image;
  }

  /** Returns how long its disk takes and how much at once: the same for both of two twins. */
  SplittableRandom luck() {
    return luck;
  }

  void kill() {
    alive = false;
  }

  @Override
  public void execute(Runnable task) {
    if (!alive) {
      throw new RejectedExecutionException("The process is dead");
    }
    later(0, task);
  }

  /** Runs something later, in µs, unless the process has died. */
  public void later(long micros, Runnable task) {
    scheduler.after(
        micros,
        () -> {
          if (alive) {
            node.world().guarded(node, task);
          }
        });
  }

  @Override
  public Timer schedule(Duration after, Runnable task) {
    boolean[] cancelled = {false};
    later(
        after.toNanos() / 1000,
        () -> {
          if (!cancelled[0]) {
            task.run();
          }
        });
    return () -> cancelled[0] = true;
  }

  @Override
  public long nanos() {
    return scheduler.awakeMs() * 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(scheduler.millis() + node.skewMs());
  }
}
