package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands every change to every watcher, in the order of the changes: for each change first to those
 * who want changes, then to those who want lists, each in the order in which they came. Each
 * watcher has a queue of its own, so that none waits for another. At most {@value #MAX_WAITING}
 * changes wait here, which is much only while a watcher that is called at once calls back; beyond
 * that, watchers are brought up to the newest state.
 */
final class Broadcast {
  static final int MAX_WAITING = 65_536;

  private final SerialQueue queue = new SerialQueue(Runnable::run);
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger lists = new AtomicInteger();
  private volatile boolean behind;

  // Used by the tasks of the queue only:
  private final List<Watcher> ofChanges = new ArrayList<>();
  private final List<Watcher> ofLists = new ArrayList<>();
  private boolean closed;

  /** Tells of a change: called under the bench's lock, to be followed by {@link #drain}. */
  void changed(StagingChange change, List<StagingEntry> list) {
    if (waiting.get() < MAX_WAITING) {
      waiting.incrementAndGet();
      queue.add(() -> deliver(change, list));
    } else if (!behind) {
      behind = true;
      queue.add(this::catchUp);
    }
  }

  /** Ends all streams: called under the bench's lock, to be followed by {@link #drain}. */
  void close() {
    queue.add(
        () -> {
          closed = true;
          ofChanges.forEach(Watcher::close);
          ofLists.forEach(Watcher::close);
        });
  }

  /** Adds who wants every change: called under the bench's lock, with its state. */
  void addChangeWatcher(Watcher watcher, Watcher.Snapshot state) {
    queue.add(() -> join(ofChanges, watcher, state));
  }

  /** Whether somebody wants a list with each change. */
  boolean wantsLists() {
    return lists.get() > 0;
  }

  /** Adds who wants lists: called under the bench's lock, with its state. */
  void addListWatcher(Watcher watcher, Watcher.Snapshot state) {
    lists.incrementAndGet();
    queue.add(() -> join(ofLists, watcher, state));
  }

  /** Carries on without the bench's lock. */
  void drain() {
    queue.drain();
  }

  private void join(List<Watcher> watchers, Watcher watcher, Watcher.Snapshot state) {
    dropDone(watchers);
    watchers.add(watcher);
    watcher.open(state);
    if (closed) {
      watcher.close();
    }
  }

  private void deliver(StagingChange change, List<StagingEntry> list) {
    waiting.decrementAndGet();
    tell(ofChanges, change, null);
    tell(ofLists, change, list);
  }

  private void dropDone(List<Watcher> watchers) {
    int before = watchers.size();
    watchers.removeIf(Watcher::isDone);
    if (watchers == ofLists) {
      lists.addAndGet(watchers.size() - before);
    }
  }

  private void tell(List<Watcher> watchers, StagingChange change, List<StagingEntry> list) {
    boolean done = false;
    for (Watcher watcher : watchers) {
      watcher.changed(change, list);
      done |= watcher.isDone();
    }
    if (done) {
      dropDone(watchers);
    }
  }

  /** Changes that come from now on are told again; those before stand in what is read now. */
  private void catchUp() {
    behind = false;
    ofChanges.forEach(Watcher::leftOut);
    ofLists.forEach(Watcher::leftOut);
  }
}
