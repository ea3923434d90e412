package io.muster.staging.provider;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.osgi.service.log.Logger;

/** Timers with a thread of their own. */
final class TimerThread implements Timers {
  private static final long PATIENCE_MS = 3_000;

  private final ScheduledThreadPoolExecutor executor;
  private final Logger log;

  TimerThread(String name, Logger log) {
    this.log = log;
    this.executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public void after(long nanos, Runnable task) {
    try {
      executor.schedule(() -> guard(task), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // the bundle stops: nothing is due any more
    }
  }

  private void guard(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("A task of staging failed; please report this", e);
    }
  }

  /** Lets what runs finish, but not for ever; what waits is dropped. */
  void stop() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
