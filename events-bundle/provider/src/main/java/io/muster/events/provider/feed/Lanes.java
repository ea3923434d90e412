package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.peer.PeerKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The live events of each recipient that are no waiting rows, in order. An event is unplaced until
 * its origin is known.
 */
final class Lanes {
  private final Map<PeerKey, Lane> lanes = new HashMap<>();
  private final Map<FeedId, Set<EventFacts>> unplaced = new HashMap<>();
  private long size;
  private long bodyBytes;

  private static final class Lane {
    final TreeMap<OrderKey, EventFacts> events = new TreeMap<>();
    long bytes;
  }

  /** Puts an event where it belongs now. */
  void update(EventFacts facts, Map<FeedId, Genesis> geneses) {
    facts.place().ifPresent(place -> remove(facts, place));
    if (facts.isLive()) {
      OrderKey place = null;
      for (Outline outline : facts.outlines()) {
        place = earlier(place, placeOf(outline, facts, geneses));
      }
      if (place != null) {
        put(facts, place);
      }
    }
  }

  private OrderKey placeOf(Outline outline, EventFacts facts, Map<FeedId, Genesis> geneses) {
    FeedId origin = outline.origin();
    Genesis genesis = geneses.get(origin);
    if (genesis == null) {
      unplaced.computeIfAbsent(origin, f -> new LinkedHashSet<>()).add(facts);
      return null;
    }
    return new OrderKey(genesis.ordinal(), origin, outline.laneSeq(), facts.key().id());
  }

  private static OrderKey earlier(OrderKey a, OrderKey b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  /** Returns, and forgets, the events that wait for a feed's beginning. */
  Set<EventFacts> waitingFor(FeedId feed) {
    Set<EventFacts> waiting = unplaced.remove(feed);
    return waiting == null ? Set.of() : waiting;
  }

  private void put(EventFacts facts, OrderKey place) {
    Lane lane = lanes.computeIfAbsent(facts.key().recipient(), r -> new Lane());
    lane.events.put(place, facts);
    facts.place(place, facts.outlines().get(0).bodyLength());
    lane.bytes += facts.counted();
    bodyBytes += facts.counted();
    size++;
  }

  private void remove(EventFacts facts, OrderKey place) {
    PeerKey recipient = facts.key().recipient();
    Lane lane = lanes.get(recipient);
    lane.events.remove(place);
    lane.bytes -= facts.counted();
    bodyBytes -= facts.counted();
    facts.place(null, 0);
    size--;
    if (lane.events.isEmpty()) {
      lanes.remove(recipient);
    }
  }

  /** Takes an event out: it is kept elsewhere. */
  void remove(EventFacts facts) {
    facts.place().ifPresent(place -> remove(facts, place));
  }

  NavigableMap<OrderKey, EventFacts> of(PeerKey recipient) {
    Lane lane = lanes.get(recipient);
    return lane == null ? Collections.emptyNavigableMap() : lane.events;
  }

  Stream<EventFacts> all() {
    return lanes.values().stream().flatMap(lane -> lane.events.values().stream());
  }

  /** Returns all live ones, also those that have no place yet. */
  Stream<EventFacts> live() {
    Stream<EventFacts> waiting = unplaced.values().stream().flatMap(Set::stream);
    return Stream.concat(all(), waiting.filter(EventFacts::isLive));
  }

  /** Returns how many bytes the bodies of all lanes have. */
  long bodyBytes() {
    return bodyBytes;
  }

  /** Returns how many bytes the bodies of a lane have. */
  long bodyBytes(PeerKey recipient) {
    Lane lane = lanes.get(recipient);
    return lane == null ? 0 : lane.bytes;
  }

  Set<PeerKey> recipients() {
    return lanes.keySet();
  }

  long size() {
    return size;
  }
}
