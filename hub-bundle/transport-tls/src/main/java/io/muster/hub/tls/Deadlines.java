package io.muster.hub.tls;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Ends what takes too long. */
final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "muster-tls-timer");
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
          });

  Deadlines() {
    timer.setRemoveOnCancelPolicy(true);
    timer.prestartAllCoreThreads();
  }

  /** Runs a short task later, on the timer's thread; cancel what is returned to prevent it. */
  Future<?> set(Duration after, Runnable task) {
    return timer.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
