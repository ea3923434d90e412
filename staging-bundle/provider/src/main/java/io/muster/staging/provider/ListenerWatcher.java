package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingListener;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.osgi.service.log.Logger;

/**
 * Tells a listener service: the snapshot, then every change. When more than {@value
 * Broadcast#MAX_WAITING} changes wait for it, it is told what waits and then a new snapshot.
 */
final class ListenerWatcher implements Watcher {
  private final SerialQueue queue;
  private final Supplier<Snapshot> newest;
  private final Logger log;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile StagingListener listener;
  private volatile boolean behind;

  /** The revision that the listener knows. Used by the tasks of the queue only. */
  private long told;

  ListenerWatcher(
      StagingListener listener, Executor executor, Supplier<Snapshot> newest, Logger log) {
    this.listener = listener;
    this.queue = new SerialQueue(executor);
    this.newest = newest;
    this.log = log;
  }

  @Override
  public void open(Snapshot state) {
    later(() -> show(state));
  }

  @Override
  public void changed(StagingChange change, List<StagingEntry> list) {
    if (waiting.get() >= Broadcast.MAX_WAITING) {
      leftOut();
    } else if (!behind) {
      waiting.incrementAndGet();
      later(() -> tell(change));
    }
  }

  @Override
  public void leftOut() {
    if (!behind) {
      behind = true;
      later(this::catchUp);
    }
  }

  private void later(Runnable task) {
    queue.add(task);
    queue.drain();
  }

  private void tell(StagingChange change) {
    waiting.decrementAndGet();
    StagingListener to = listener;
    if (to != null && change.revision() > told) {
      told = change.revision();
      guard(() -> to.changed(change));
    }
  }

  private void catchUp() {
    behind = false; // what comes from here on is queued; what stands in the snapshot is left out
    show(newest.get());
  }

  private void show(Snapshot state) {
    StagingListener to = listener;
    if (to != null) {
      told = state.revision();
      guard(() -> to.snapshot(state.revision(), state.entries()));
    }
  }

  @Override
  public void close() {
    // a listener of a closed bench hears nothing; it hears the next bench's snapshot
  }

  /** The listener goes away: no call begins after this. */
  void leave() {
    listener = null;
  }

  @Override
  public boolean isDone() {
    return listener == null;
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable fault) {
      StagingListener faulty = listener;
      listener = null;
      if (faulty != null) {
        log.warn(
            "StagingListener {} failed and is told no more; register it anew to go on",
            faulty.getClass().getName(),
            fault);
      }
    }
  }
}
