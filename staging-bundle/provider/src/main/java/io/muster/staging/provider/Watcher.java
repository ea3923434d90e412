package io.muster.staging.provider;

import io.muster.staging.StagingChange;

/** Somebody who is told of changes, by the tasks of one {@link SerialQueue} only. */
interface Watcher {
  /** Called once, first: the view shows the state before the first change that will be told. */
  void open(BenchView view);

  /** Called after each change; the view shows it. */
  void changed(StagingChange change);

  /** Called instead of {@link #changed} when changes were left out; the view shows the newest. */
  void resync();

  /** The bench is closed: nothing follows. */
  void close();

  /** Whether nothing more is to be told: the watcher failed, left or was ended. */
  boolean isDone();
}
