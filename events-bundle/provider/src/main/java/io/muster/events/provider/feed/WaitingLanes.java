package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.columns.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** The order of the waiting events of each recipient, and how much they hold. */
final class WaitingLanes {
  private final WaitingEvents.Places places;
  private final List<Lane> lanes = new ArrayList<>();
  private long[] ordinals = new long[8];
  private long bodyBytes;

  private static final class Lane {
    final RowOrder order = new RowOrder();
    long bytes;
  }

  WaitingLanes(WaitingEvents.Places places) {
    this.places = places;
  }

  /** Sets the place of a feed among others. */
  void ordinal(int origin, long ordinal) {
    if (origin >= ordinals.length) {
      ordinals = Arrays.copyOf(ordinals, 2 * origin);
    }
    ordinals[origin] = ordinal;
  }

  void add(int row) {
    int recipient = places.recipient(row);
    while (recipient >= lanes.size()) {
      lanes.add(null);
    }
    Lane lane = lanes.get(recipient);
    if (lane == null) {
      lane = new Lane();
      lanes.set(recipient, lane);
    }
    lane.order.add(row, this::compare);
    lane.bytes += places.bodyLength(row);
    bodyBytes += places.bodyLength(row);
  }

  void remove(int row) {
    int recipient = places.recipient(row);
    Lane lane = lanes.get(recipient);
    lane.order.remove(row, this::compare);
    lane.bytes -= places.bodyLength(row);
    bodyBytes -= places.bodyLength(row);
    if (lane.order.size() == 0) {
      lanes.set(recipient, null);
    }
  }

  private int compare(int a, int b) {
    int first = compareOrigins(places.origin(a), places.origin(b));
    if (first != 0) {
      return first;
    }
    int second = Long.compare(places.laneSeq(a), places.laneSeq(b));
    return second != 0 ? second : places.compareIds(a, b);
  }

  private int compareOrigins(int a, int b) {
    if (a == b) {
      return 0;
    }
    int first = Long.compare(ordinals[a], ordinals[b]);
    return first != 0 ? first : places.feed(a).compareTo(places.feed(b));
  }

  private int compare(int row, OrderKey place) {
    int origin = places.origin(row);
    int first = Long.compare(ordinals[origin], place.ordinal());
    if (first != 0) {
      return first;
    }
    FeedId feed = places.feed(origin);
    int second = feed.equals(place.feed()) ? 0 : feed.compareTo(place.feed());
    if (second != 0) {
      return second;
    }
    int third = Long.compare(places.laneSeq(row), place.laneSeq());
    return third != 0 ? third : places.id(row).compareTo(place.id());
  }

  OrderKey place(int row) {
    return place(row, places.id(row));
  }

  /** As {@link #place(int)}, of a row whose id is known. */
  OrderKey place(int row, EventId id) {
    int origin = places.origin(row);
    return new OrderKey(ordinals[origin], places.feed(origin), places.laneSeq(row), id);
  }

  private Lane lane(int recipient) {
    return recipient < 0 || recipient >= lanes.size() ? null : lanes.get(recipient);
  }

  int size(int recipient) {
    Lane lane = lane(recipient);
    return lane == null ? 0 : lane.order.size();
  }

  /** Returns how many bytes the bodies of all lanes have. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** Returns how many bytes the bodies of a lane have. */
  long bodyBytes(int recipient) {
    Lane lane = lane(recipient);
    return lane == null ? 0 : lane.bytes;
  }

  /** Returns the first row behind a place, or -1. */
  int after(int recipient, OrderKey place) {
    Lane lane = lane(recipient);
    return lane == null ? -1 : lane.order.atOrAfter(row -> compare(row, place) <= 0 ? -1 : 1);
  }

  /** Returns the last row, or -1. */
  int last(int recipient) {
    Lane lane = lane(recipient);
    return lane == null ? -1 : lane.order.last();
  }

  PrimitiveIterator.OfInt rows(int recipient) {
    Lane lane = lane(recipient);
    return lane == null ? IntStream.empty().iterator() : lane.order.iterator();
  }

  /** Returns how many bytes the order takes. */
  long bytes() {
    return lanes.stream().filter(Objects::nonNull).mapToLong(lane -> lane.order.bytes()).sum();
  }
}
