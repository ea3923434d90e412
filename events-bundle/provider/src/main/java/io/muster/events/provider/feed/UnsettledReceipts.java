package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The receipts that await the server, for each client in the order in which it wrote them. */
final class UnsettledReceipts {
  private final ToLongFunction<FeedId> ordinals;
  private final Map<PeerKey, TreeMap<OrderKey, EventFacts>> clients = new HashMap<>();
  private final Map<EventFacts, OrderKey> places = new HashMap<>();

  UnsettledReceipts(ToLongFunction<FeedId> ordinals) {
    this.ordinals = ordinals;
  }

  void update(EventFacts facts) {
    remove(facts);
    if (facts.awaitsSettling()) {
      Position at = facts.receipt().orElseThrow().at();
      OrderKey place =
          new OrderKey(ordinals.applyAsLong(at.feed()), at.feed(), at.seq(), facts.key().id());
      places.put(facts, place);
      clients.computeIfAbsent(facts.key().recipient(), c -> new TreeMap<>()).put(place, facts);
    }
  }

  private void remove(EventFacts facts) {
    OrderKey place = places.remove(facts);
    if (place != null) {
      PeerKey client = facts.key().recipient();
      TreeMap<OrderKey, EventFacts> queue = clients.get(client);
      queue.remove(place);
      if (queue.isEmpty()) {
        clients.remove(client);
      }
    }
  }

  /** Places the receipts of a feed anew, now that its ordinal is known. */
  void reorder(FeedId feed) {
    List<EventFacts> moved =
        places.keySet().stream()
            .filter(facts -> facts.receipt().orElseThrow().at().feed().equals(feed))
            .toList();
    moved.forEach(this::update);
  }

  List<EventFacts> of(PeerKey client) {
    TreeMap<OrderKey, EventFacts> queue = clients.get(client);
    return queue == null ? List.of() : List.copyOf(queue.values());
  }

  boolean isAnyOnlyIn(PeerKey client, FeedId feed, long through) {
    return clients.getOrDefault(client, new TreeMap<>()).values().stream()
        .anyMatch(facts -> facts.isConsumedOnlyIn(feed, through));
  }

  Stream<EventFacts> all() {
    return places.keySet().stream();
  }

  Set<PeerKey> clients() {
    return new TreeSet<>(clients.keySet());
  }

  int size() {
    return places.size();
  }
}
