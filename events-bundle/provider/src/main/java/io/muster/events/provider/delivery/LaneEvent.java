package io.muster.events.provider.delivery;

import io.muster.events.provider.codec.Add;
import java.util.Comparator;

/**
 * An event in a recipient's lane.
 *
 * @param add what the server said
 * @param ordinal of the feed where the event was added first
 */
public record LaneEvent(Add add, long ordinal) implements Comparable<LaneEvent> {
  private static final Comparator<LaneEvent> ORDER =
      Comparator.comparingLong(LaneEvent::ordinal)
          .thenComparing(e -> e.add().origin().feed())
          .thenComparingLong(e -> e.add().laneSeq())
          .thenComparing(e -> e.add().eventId());

  @Override
  public int compareTo(LaneEvent other) {
    return ORDER.compare(this, other);
  }
}
