package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.events.provider.codec.FeedId;
import java.util.Comparator;

/**
 * The place of an event in its lane.
 *
 * @param ordinal of the feed where it was added first
 * @param feed that feed
 * @param laneSeq its number there
 * @param id tells apart what a server has given one place
 */
public record OrderKey(long ordinal, FeedId feed, long laneSeq, EventId id)
    implements Comparable<OrderKey> {
  private static final Comparator<OrderKey> ORDER =
      Comparator.comparingLong(OrderKey::ordinal)
          .thenComparing(OrderKey::feed)
          .thenComparingLong(OrderKey::laneSeq)
          .thenComparing(OrderKey::id);

  @Override
  public int compareTo(OrderKey other) {
    return ORDER.compare(this, other);
  }
}
