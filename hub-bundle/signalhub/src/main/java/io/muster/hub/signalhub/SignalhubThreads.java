package io.muster.hub.signalhub;

import io.muster.hub.spi.RendezvousException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of one client, all of which end with it. */
final class SignalhubThreads implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final ExecutorService io;
  private final ThreadPoolExecutor callbacks;
  private final ScheduledThreadPoolExecutor timer;

  SignalhubThreads() {
    ThreadFactory workers = named("muster-signalhub-io-");
    // One thread for reading and at most one for writing per session, so sessions are the bound.
    io =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), workers);
    callbacks =
        new ThreadPoolExecutor(
            1,
            1,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            named("muster-signalhub-callback-"));
    callbacks.allowCoreThreadTimeOut(true);
    timer = new ScheduledThreadPoolExecutor(1, named("muster-signalhub-timer-"));
    timer.setRemoveOnCancelPolicy(true);
  }

  /** Runs work that blocks on the network. */
  void io(Runnable work) {
    try {
      io.execute(work);
    } catch (RejectedExecutionException e) {
      throw stopped(e);
    }
  }

  ScheduledFuture<?> after(Duration delay, Runnable work) {
    try {
      return timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw stopped(e);
    }
  }

  /** Completes a result on the callback thread, so that dependents never hold up a connection. */
  <T> void complete(CompletableFuture<T> result, T value, Throwable failure) {
    Runnable completion =
        () -> {
          if (failure == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(failure);
          }
        };
    try {
      callbacks.execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  /** Waits for what runs, at most 4 s; then interrupts. */
  @Override
  public void close() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    timer.shutdownNow();
    end(io, end);
    end(callbacks, end);
  }

  private static RendezvousException stopped(RejectedExecutionException cause) {
    return new RendezvousException("The signalhub client has been stopped", null, cause);
  }

  private static void end(ExecutorService executor, long end) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static ThreadFactory named(String prefix) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, prefix + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
