package io.muster.staging;

import java.util.Optional;

/**
 * One change of a bench.
 *
 * @param revision the number of the change: 1, 2, 3 … without holes for each bench
 * @param kind what happened
 * @param entry the entry after the change; for {@link Kind#UNSTAGED} the entry that went
 * @param reason why the entry went: present for {@link Kind#UNSTAGED} only
 */
public record StagingChange(
    long revision, Kind kind, StagingEntry entry, Optional<RemovalReason> reason) {
  /** What happened. */
  public enum Kind {
    /** A new address came. */
    STAGED,
    /** A known address was staged again, or it was learned whether it can be reached. */
    UPDATED,
    /** An address went. */
    UNSTAGED
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if there is a reason without a removal, or none for one
   */
  public StagingChange {
    if (reason.isPresent() != (kind == Kind.UNSTAGED)) {
      throw new IllegalArgumentException("A removal, and nothing else, has a reason");
    }
  }

  /**
   * An entry came or changed.
   *
   * @param revision the number of the change
   * @param kind {@link Kind#STAGED} or {@link Kind#UPDATED}
   * @param entry the entry after the change
   * @return the change
   */
  public static StagingChange of(long revision, Kind kind, StagingEntry entry) {
    return new StagingChange(revision, kind, entry, Optional.empty());
  }

  /**
   * An entry went.
   *
   * @param revision the number of the change
   * @param entry the entry that went
   * @param reason why
   * @return the change
   */
  public static StagingChange gone(long revision, StagingEntry entry, RemovalReason reason) {
    return new StagingChange(revision, Kind.UNSTAGED, entry, Optional.of(reason));
  }
}
