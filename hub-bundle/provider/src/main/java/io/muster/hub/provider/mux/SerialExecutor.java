package io.muster.hub.provider.mux;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Carries out tasks one at a time and in order on a shared executor. What waits is bounded by who
 * submits (credit windows, numbers of links). Tasks must not throw; should one fail with an Error
 * all the same, those behind it are carried out.
 */
public final class SerialExecutor implements Executor {
  private static final int BURST = 64;

  private final Executor shared;
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private boolean scheduled;

  /** Makes one over a shared executor. */
  public SerialExecutor(Executor shared) {
    this.shared = shared;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (scheduled) {
        return;
      }
      scheduled = true;
    }
    schedule();
  }

  /**
   * Carries out a task on the calling thread, now, if nothing else runs or waits.
   *
   * @return false if it was not carried out
   */
  public boolean runHere(Runnable task) {
    synchronized (waiting) {
      if (scheduled) {
        return false;
      }
      scheduled = true;
    }
    try {
      task.run();
    } finally {
      goOn();
    }
    return true;
  }

  private void goOn() {
    boolean isMore;
    synchronized (waiting) {
      isMore = !waiting.isEmpty();
      scheduled = isMore;
    }
    if (isMore) {
      schedule();
    }
  }

  private void schedule() {
    try {
      shared.execute(this::burst);
    } catch (RejectedExecutionException e) {
      // The node has closed: nobody waits for these tasks any more.
      synchronized (waiting) {
        waiting.clear();
        scheduled = false;
      }
    }
  }

  /** Runs a bounded number of tasks, so that one busy channel does not keep a thread. */
  private void burst() {
    try {
      boolean isMore = true;
      for (int i = 0; i < BURST && isMore; i++) {
        isMore = runNext();
      }
    } finally {
      goOn();
    }
  }

  private boolean runNext() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
    }
    if (next != null) {
      next.run();
    }
    return next != null;
  }
}
