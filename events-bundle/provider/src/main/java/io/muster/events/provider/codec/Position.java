package io.muster.events.provider.codec;

import java.util.Comparator;

/**
 * The place of an entry.
 *
 * @param feed where
 * @param seq 1 or more; 0 only in {@link #NONE}
 */
public record Position(FeedId feed, long seq) implements Comparable<Position> {
  /** No place: zeros. */
  public static final Position NONE = new Position(FeedId.NONE, 0);

  private static final Comparator<Position> ORDER =
      Comparator.comparing(Position::feed).thenComparingLong(Position::seq);

  /** Checks that the number is not negative. */
  public Position {
    if (seq < 0 || (seq == 0) != feed.equals(FeedId.NONE)) {
      throw new IllegalArgumentException("No entry has number " + seq + " in feed " + feed);
    }
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  // written out: those of records are slow in large maps
  @Override
  public boolean equals(Object other) {
    return other instanceof Position at && seq == at.seq && feed.equals(at.feed);
  }

  @Override
  public int hashCode() {
    return 31 * feed.hashCode() + Long.hashCode(seq);
  }
}
