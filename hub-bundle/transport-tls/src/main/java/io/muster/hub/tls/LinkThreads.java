package io.muster.hub.tls;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Starts the threads of links. One thread that exists from the beginning starts all others, so that
 * none inherits anything from a caller in another bundle.
 */
final class LinkThreads implements AutoCloseable {
  private final String name;
  private final ThreadPoolExecutor starter;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  LinkThreads(String name) {
    this.name = name;
    starter =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(4096),
            task -> daemon(task, name + "-starter"));
    starter.prestartAllCoreThreads();
  }

  /** Runs a task on a thread of its own; throws RejectedExecutionException after close. */
  void start(String suffix, Runnable task) {
    starter.execute(
        () -> {
          Thread thread = daemon(() -> runTracked(task), name + "-" + suffix);
          running.add(thread);
          thread.start();
        });
  }

  /** Like start; after close it runs the task here. */
  void startOrRun(String suffix, Runnable task) {
    try {
      start(suffix, task);
    } catch (RejectedExecutionException e) {
      task.run();
    }
  }

  private void runTracked(Runnable task) {
    try {
      task.run();
    } finally {
      running.remove(Thread.currentThread());
    }
  }

  /**
   * Waits up to 4 s for the end of all threads. What they do was ended before by its owner; only
   * who still runs after 3 s is interrupted, because that harms files a callback may have open.
   */
  @Override
  public void close() {
    starter.shutdown();
    long start = System.nanoTime();
    try {
      starter.awaitTermination(1, TimeUnit.SECONDS);
      joinAll(start + TimeUnit.SECONDS.toNanos(3));
      running.forEach(Thread::interrupt);
      joinAll(start + TimeUnit.SECONDS.toNanos(4));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void joinAll(long deadlineNanos) throws InterruptedException {
    for (Thread thread : running) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      if (thread != Thread.currentThread() && left > 0) {
        thread.join(left);
      }
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    return thread;
  }
}
