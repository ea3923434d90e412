package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells watchers of every change, one after another, in the order of the changes: for each change
 * first those who want changes, then those who want lists, each in the order in which they came. At
 * most {@value #MAX_WAITING} changes wait; beyond that, watchers are brought up to the newest state
 * at once.
 */
final class Broadcast {
  static final int MAX_WAITING = 65_536;

  private final SerialQueue queue;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Supplier<BenchView.Snapshot> newest;
  private volatile boolean behind;

  // Used by the tasks of the queue only:
  private final BenchView view = new BenchView();
  private final List<Watcher> ofChanges = new ArrayList<>();
  private final List<Watcher> ofLists = new ArrayList<>();
  private boolean closed;

  /**
   * @param newest takes a snapshot; calls {@link #caughtUp} in the same step
   */
  Broadcast(Executor executor, Supplier<BenchView.Snapshot> newest) {
    this.queue = new SerialQueue(executor);
    this.newest = newest;
  }

  /** Tells of a change: called under the bench's lock, to be followed by {@link #drain}. */
  void changed(StagingChange change) {
    if (behind) {
      return; // the snapshot that is due will show it
    }
    if (waiting.get() >= MAX_WAITING) {
      behind = true;
      queue.add(this::resync);
    } else {
      waiting.incrementAndGet();
      queue.add(() -> deliver(change));
    }
  }

  /** Called under the bench's lock when a snapshot is taken: later changes are told again. */
  void caughtUp() {
    behind = false;
  }

  /** Ends all streams: called under the bench's lock, to be followed by {@link #drain}. */
  void close() {
    queue.add(
        () -> {
          closed = true;
          tell(Watcher::close);
        });
  }

  void drain() {
    queue.drain();
  }

  /** Adds who wants every change. */
  void addChangeWatcher(Watcher watcher) {
    submit(() -> join(ofChanges, watcher));
  }

  /** Adds who wants lists. */
  void addListWatcher(Watcher watcher) {
    submit(() -> join(ofLists, watcher));
  }

  /** Lets a task run in turn. */
  void submit(Runnable task) {
    queue.add(
        () -> {
          task.run();
          dropDone();
        });
    queue.drain();
  }

  private void join(List<Watcher> watchers, Watcher watcher) {
    watchers.add(watcher);
    watcher.open(view);
    if (closed) {
      watcher.close();
    }
  }

  private void deliver(StagingChange change) {
    waiting.decrementAndGet();
    view.apply(change);
    tell(watcher -> watcher.changed(change));
  }

  private void resync() {
    view.reset(newest.get());
    tell(Watcher::resync);
  }

  private void tell(Consumer<Watcher> call) {
    ofChanges.forEach(call);
    ofLists.forEach(call);
    dropDone();
  }

  private void dropDone() {
    ofChanges.removeIf(Watcher::isDone);
    ofLists.removeIf(Watcher::isDone);
  }
}
