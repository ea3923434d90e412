package io.muster.hub.provider.mux;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Carries out tasks one at a time and in order on a shared executor. What waits is bounded by who
 * submits (credit windows, numbers of links). Tasks must not throw.
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
    task.run();
    boolean isMore;
    synchronized (waiting) {
      isMore = !waiting.isEmpty();
      scheduled = isMore;
    }
    if (isMore) {
      schedule();
    }
    return true;
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
    for (int i = 0; i < BURST; i++) {
      Runnable next;
      synchronized (waiting) {
        next = waiting.poll();
        if (next == null) {
          scheduled = false;
          return;
        }
      }
      next.run();
    }
    schedule();
  }
}
