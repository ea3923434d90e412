package io.muster.events.provider.thread;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The thread to which a topic's feeds, fold, replication and delivery are confined, and its timers.
 * Sources of tasks are bounded one by one; the bound here is the last resort. While the thread is
 * busy, handing it a task wakes nobody.
 */
public final class TopicThread implements Executor, Timers, AutoCloseable {
  /** Most tasks that may wait. */
  public static final int MAX_TASKS = 200_000;

  private static final Duration PATIENCE = Duration.ofSeconds(4);

  /** How many tasks may run before timers are looked at. */
  private static final int BURST = 64;

  private final Thread thread;
  private final Consumer<Throwable> failed;
  private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final TimerQueue timers = new TimerQueue(System::nanoTime);
  private volatile boolean parked;
  private volatile boolean closed;

  /**
   * Starts the thread.
   *
   * @param name its name
   * @param failed told of what a task throws
   */
  public TopicThread(String name, Consumer<Throwable> failed) {
    this.failed = failed;
    thread = new Thread(this::loop, name);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Runs a task after those given before.
   *
   * @throws RejectedExecutionException if the thread is closed or too much waits
   */
  @Override
  public void execute(Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("The topic's thread is closed");
    }
    if (waiting.incrementAndGet() > MAX_TASKS) {
      waiting.decrementAndGet();
      throw new RejectedExecutionException("More than " + MAX_TASKS + " tasks wait");
    }
    tasks.add(task);
    wake();
  }

  private void wake() {
    if (parked) {
      parked = false;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public Timer schedule(Duration after, Runnable task) {
    if (closed) {
      throw new RejectedExecutionException("The topic's thread is closed");
    }
    Timer timer = timers.add(after, task);
    if (Thread.currentThread() != thread) {
      wake();
    }
    return timer;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  /** Ends the thread: what waits is dropped, what runs may end. Takes less than 5 s. Repeatable. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      failed.accept(new IllegalStateException("The topic's thread is still busy"));
    }
  }

  private void loop() {
    while (!closed) {
      int done = 0;
      for (Runnable task = tasks.poll(); task != null && !closed; task = next(++done)) {
        waiting.decrementAndGet();
        run(task);
      }
      for (Runnable due = timers.due(); due != null && !closed; due = timers.due()) {
        run(due);
      }
      sleep();
    }
    tasks.clear();
  }

  private Runnable next(int done) {
    return done < BURST ? tasks.poll() : null;
  }

  /** Sleeps until there is a task, a timer is due or the thread is closed. */
  private void sleep() {
    if (!tasks.isEmpty()) {
      return;
    }
    parked = true;
    long nanos = timers.untilNext();
    if (tasks.isEmpty() && !closed && nanos > 0) {
      LockSupport.parkNanos(this, Math.min(nanos, TimeUnit.HOURS.toNanos(1)));
    }
    parked = false;
  }

  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // a task that fails must not end the timers of others
      failed.accept(e);
    }
  }
}
