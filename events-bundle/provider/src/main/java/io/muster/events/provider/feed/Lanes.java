package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The live events of each recipient, in order. An event is unplaced until its origin is known. */
final class Lanes {
  private final Map<PeerKey, TreeMap<OrderKey, EventFacts>> lanes = new HashMap<>();
  private final Map<FeedId, Set<EventFacts>> unplaced = new HashMap<>();
  private long size;

  /** Puts an event where it belongs now. */
  void update(EventFacts facts, Map<FeedId, Genesis> geneses) {
    facts.place().ifPresent(place -> remove(facts, place));
    if (facts.isLive()) {
      OrderKey place = null;
      for (Variant variant : facts.variants()) {
        place = earlier(place, placeOf(variant, facts, geneses));
      }
      if (place != null) {
        put(facts, place);
      }
    }
  }

  private OrderKey placeOf(Variant variant, EventFacts facts, Map<FeedId, Genesis> geneses) {
    Position origin = variant.add().origin();
    Genesis genesis = geneses.get(origin.feed());
    if (genesis == null) {
      unplaced.computeIfAbsent(origin.feed(), f -> new LinkedHashSet<>()).add(facts);
      return null;
    }
    Add add = variant.add();
    return new OrderKey(genesis.ordinal(), origin.feed(), add.laneSeq(), add.eventId());
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
    lanes.computeIfAbsent(facts.key().recipient(), r -> new TreeMap<>()).put(place, facts);
    facts.place(place);
    size++;
  }

  private void remove(EventFacts facts, OrderKey place) {
    PeerKey recipient = facts.key().recipient();
    TreeMap<OrderKey, EventFacts> lane = lanes.get(recipient);
    lane.remove(place);
    facts.place(null);
    size--;
    if (lane.isEmpty()) {
      lanes.remove(recipient);
    }
  }

  Collection<EventFacts> of(PeerKey recipient) {
    TreeMap<OrderKey, EventFacts> lane = lanes.get(recipient);
    return lane == null ? List.of() : Collections.unmodifiableCollection(lane.values());
  }

  Optional<EventFacts> after(PeerKey recipient, OrderKey place) {
    return Optional.ofNullable(lanes.get(recipient))
        .map(lane -> lane.higherEntry(place))
        .map(Map.Entry::getValue);
  }

  Optional<OrderKey> end(PeerKey recipient) {
    return Optional.ofNullable(lanes.get(recipient)).map(TreeMap::lastKey);
  }

  Set<PeerKey> recipients() {
    return new TreeSet<>(lanes.keySet());
  }

  long size() {
    return size;
  }
}
