package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.util.List;

/**
 * Somebody who is told of changes. The calls come one at a time and in order; they do not wait, but
 * leave what is to be told in the watcher's own queue.
 */
interface Watcher {
  /** Called once, first, with the state before the first change that will be told. */
  void open(Snapshot state);

  /**
   * Called for each change.
   *
   * @param list the bench after the change, if this watcher wants lists; else null
   */
  void changed(StagingChange change, List<StagingEntry> list);

  /** Called instead of {@link #changed} when changes were left out. */
  void leftOut();

  /** The bench is closed: nothing follows. */
  void close();

  /** Whether nothing more is to be told: the watcher failed, left or was ended. */
  boolean isDone();

  /** A state of the bench. */
  record Snapshot(long revision, List<StagingEntry> entries) {}
}
