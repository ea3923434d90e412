package io.muster.staging.provider;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.log.Logger;

/**
 * The threads {@code muster-staging-1} and so on, on which listeners of the host's bench are
 * called. A listener that blocks keeps one of them. Each watcher has one task here at most.
 */
final class CallbackThreads implements SerialQueue.Lingering {
  private static final long PATIENCE_MS = 3_000;
  private static final long IDLE_S = 10;

  /** To wake a thread costs both sides about as much as looking so often for more work. */
  private static final int LOOKS = 1_000;

  private final AtomicInteger made = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor executor;
  private final Logger log;

  CallbackThreads(int most, Logger log) {
    this.log = log;
    this.executor =
        new ThreadPoolExecutor(
            most, most, IDLE_S, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::create);
    executor.allowCoreThreadTimeOut(true);
  }

  private Thread create(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              threads.add(Thread.currentThread());
              try {
                work.run();
              } finally {
                threads.remove(Thread.currentThread());
              }
            },
            "muster-staging-" + made.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void execute(Runnable command) {
    executor.execute(command);
  }

  @Override
  public boolean linger(Queue<Runnable> tasks) {
    for (int look = 0; look < LOOKS; look++) {
      if (!tasks.isEmpty()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  /** Lets what was accepted finish, but not for ever. */
  void stop() {
    executor.shutdown();
    if (threads.contains(Thread.currentThread())) {
      return; // a listener stops the bundle: the threads end when it returns
    }
    try {
      if (!executor.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        log.warn("A staging listener still runs after {} ms and is interrupted", PATIENCE_MS);
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
