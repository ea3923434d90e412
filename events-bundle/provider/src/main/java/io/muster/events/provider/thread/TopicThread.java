package io.muster.events.provider.thread;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The thread to which a topic's feeds, fold, replication and delivery are confined, and its timers.
 * Sources of tasks are bounded one by one; the bound here is the last resort.
 */
public final class TopicThread implements Executor, Timers, AutoCloseable {
  /** Most tasks that may wait. */
  public static final int MAX_TASKS = 200_000;

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final ScheduledThreadPoolExecutor executor;
  private final Consumer<Throwable> failed;
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Starts the thread.
   *
   * @param name its name
   * @param failed told of what a task throws
   */
  public TopicThread(String name, Consumer<Throwable> failed) {
    this.failed = failed;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Runs a task after those given before.
   *
   * @throws RejectedExecutionException if the thread is closed or too much waits
   */
  @Override
  public void execute(Runnable task) {
    if (waiting.incrementAndGet() > MAX_TASKS) {
      waiting.decrementAndGet();
      throw new RejectedExecutionException("More than " + MAX_TASKS + " tasks wait");
    }
    try {
      executor.execute(() -> countedRun(task));
    } catch (RejectedExecutionException e) {
      waiting.decrementAndGet();
      throw e;
    }
  }

  @Override
  public Timer schedule(Duration after, Runnable task) {
    long nanos = Math.max(0, after.toNanos());
    Future<?> future = executor.schedule(() -> run(task), nanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Ends the thread: what waits is dropped, what runs may end. Takes less than 5 s. Repeatable. */
  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        failed.accept(new IllegalStateException("The topic's thread is still busy"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void countedRun(Runnable task) {
    waiting.decrementAndGet();
    run(task);
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // a task that fails must not end the timers of others
      failed.accept(e);
    }
  }
}
