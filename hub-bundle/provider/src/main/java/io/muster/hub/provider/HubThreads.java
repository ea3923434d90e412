package io.muster.hub.provider;

import io.muster.hub.provider.machine.Effect;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The threads of one node: one for decisions, one for the time, some for calls to users. */
final class HubThreads {
  /** Serial executors with something to do: bounded by links and channels, far below this. */
  private static final int QUEUE = 262_144;

  private static final long PATIENCE_MILLIS = 2_000;

  private final ThreadPoolExecutor machine = pool("muster-hub-machine", 1);
  private final ThreadPoolExecutor callbacks;
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, named("muster-hub-timer"));
  private final Journal journal;

  HubThreads(int callbackThreads, Journal journal) {
    this.journal = journal;
    callbacks = pool("muster-hub-callback", callbackThreads);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  Surroundings surroundings(RandomGenerator random) {
    return new Surroundings(
        machine,
        callbacks,
        this::after,
        InstantSource.system(),
        System::nanoTime,
        random,
        HubThreads::network);
  }

  /** The addresses of this machine; empty while it has none but loopback. */
  private static String network() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .sorted()
          .collect(Collectors.joining(" "));
    } catch (SocketException e) {
      return "";
    }
  }

  private void after(long millis, Runnable task) {
    try {
      timer.schedule(() -> guarded(task), millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // closed: nothing is due any more
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | LinkageError e) {
      journal.failure("a timer task failed", e);
    }
  }

  private static ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(QUEUE), named(name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  private static ThreadFactory named(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Lets a node that leaves say goodbye, for a while, and ends all threads. */
  void close(HubNode leaving) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    CountDownLatch quiet = new CountDownLatch(1);
    watch(leaving, quiet);
    try {
      if (!quiet.await(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        journal.report(
            Effect.Topic.INFO, "not all peers and hubs could be told that this node stops");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leaving.abort();
    close();
  }

  private void watch(HubNode leaving, CountDownLatch quiet) {
    machine.execute(
        () -> {
          if (leaving.isQuiet()) {
            quiet.countDown();
          } else {
            after(20, () -> watch(leaving, quiet));
          }
        });
  }

  private void close() {
    timer.shutdownNow();
    machine.shutdown();
    callbacks.shutdown();
    end(timer);
    end(machine);
    end(callbacks);
  }

  private void end(ExecutorService pool) {
    try {
      if (!pool.awaitTermination(PATIENCE_MILLIS / 4, TimeUnit.MILLISECONDS)) {
        pool.shutdownNow();
        if (!pool.awaitTermination(PATIENCE_MILLIS / 8, TimeUnit.MILLISECONDS)) {
          journal.failure("a callback does not return, its thread is left behind", null);
        }
      }
    } catch (InterruptedException e) {
      pool.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
