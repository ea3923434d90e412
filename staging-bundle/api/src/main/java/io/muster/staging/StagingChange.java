package io.muster.staging;

/**
 * One change of a bench.
 *
 * @param revision the number of the change: 1, 2, 3 … without holes for each bench
 * @param kind what happened
 * @param entry the entry after the change; for {@link Kind#UNSTAGED} the entry that went
 */
public record StagingChange(long revision, Kind kind, StagingEntry entry) {
  /** What happened. */
  public enum Kind {
    /** A new address came. */
    STAGED,
    /** A known address was staged again. */
    UPDATED,
    /** An address went. */
    UNSTAGED
  }
}
