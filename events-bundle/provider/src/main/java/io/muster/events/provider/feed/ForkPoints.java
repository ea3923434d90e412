package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import java.util.HashMap;
import java.util.Map;

/**
 * Up to where the branches of forked feeds are one. What stands behind may be said twice and in two
 * ways: events and receipts are taken from all branches, statements on members, the window and
 * trimming from none.
 */
public final class ForkPoints {
  private final Map<FeedId, Long> points = new HashMap<>();

  /** Notes that a feed forked behind a number, or earlier than known; returns if that is news. */
  boolean note(FeedId feed, long point) {
    return points.merge(feed, point, Math::min) == point;
  }

  /** Says whether a statement at a place counts. */
  public boolean counts(Position at) {
    Long point = points.get(at.feed());
    return point == null || at.seq() <= point;
  }

  /** Says whether a feed has forked. */
  public boolean isForked(FeedId feed) {
    return points.containsKey(feed);
  }
}
