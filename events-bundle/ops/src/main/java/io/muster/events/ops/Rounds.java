package io.muster.events.ops;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.felix.hc.api.Result;

/** Looks again and again on a thread of its own, so that who asks never waits. */
final class Rounds implements AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(2);
  private static final int STALLED = 15;
  private static final long PATIENCE_MS = 2_000;

  private final Supplier<List<Finding>> look;
  private final ScheduledThreadPoolExecutor timer;
  private final Future<?> rounds;
  private volatile List<Finding> last =
      List.of(Finding.unavailable("not looked at yet", "wait some seconds"));
  private volatile long lookedAt = System.nanoTime();

  Rounds(String name, Supplier<List<Finding>> look) {
    this.look = look;
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "muster-events-health-" + name);
              thread.setDaemon(true);
              return thread;
            });
    rounds = timer.scheduleWithFixedDelay(this::round, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void round() {
    try {
      last = look.get();
    } catch (RuntimeException e) {
      last =
          List.of(
              new Finding(
                  Result.Status.HEALTH_CHECK_ERROR,
                  "the check itself failed: " + e + ". fix: report it"));
    }
    lookedAt = System.nanoTime();
  }

  /** Returns what was found last, at once. */
  Result result() {
    Duration age = Duration.ofNanos(System.nanoTime() - lookedAt);
    return age.compareTo(EVERY.multipliedBy(STALLED)) > 0
        ? Finding.result(
            List.of(
                Finding.warn(
                    "not looked at for " + age.toSeconds() + " s", "see what keeps the node busy")))
        : Finding.result(last);
  }

  @Override
  public void close() {
    rounds.cancel(true);
    timer.shutdownNow();
    try {
      timer.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
