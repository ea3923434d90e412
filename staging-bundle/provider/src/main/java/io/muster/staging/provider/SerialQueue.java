package io.muster.staging.provider;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Carries tasks out one after another, in the order in which they were added, on an executor. A
 * task that adds tasks returns before they run, also on a direct executor.
 */
final class SerialQueue {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Executor executor;

  SerialQueue(Executor executor) {
    this.executor = executor;
  }

  /** Adds a task without running it: may be called under a lock. Tasks do not throw. */
  void add(Runnable task) {
    tasks.add(task);
  }

  /** Sees to it that what was added runs: to be called without a lock. */
  void drain() {
    if (draining.get() || tasks.isEmpty() || !draining.compareAndSet(false, true)) {
      return;
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      draining.set(false); // the executor's owner has stopped it: nobody listens any more
    }
  }

  private void run() {
    do {
      do {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      } while (executor instanceof Lingering lingering && lingering.linger(tasks));
      draining.set(false);
    } while (!tasks.isEmpty() && draining.compareAndSet(false, true));
  }

  /** An executor whose threads rather wait a moment for more work than be woken for it. */
  interface Lingering extends Executor {
    /** Waits a moment for work: whether there is some. */
    boolean linger(Queue<Runnable> tasks);
  }
}
