package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Events by id; of one id there may be several, for different recipients. */
final class EventMap {
  private final Map<EventId, EventFacts[]> events = new HashMap<>();
  private int size;

  Optional<EventFacts> find(EventId id, PeerKey recipient) {
    EventFacts[] same = events.get(id);
    if (same != null) {
      for (EventFacts facts : same) {
        if (facts.key().recipient().equals(recipient)) {
          return Optional.of(facts);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns one of those with an id. */
  Optional<EventFacts> find(EventId id) {
    return Optional.ofNullable(events.get(id)).map(same -> same[0]);
  }

  /** Puts one that is not here. */
  void put(EventFacts facts) {
    events.merge(facts.key().id(), new EventFacts[] {facts}, EventMap::joined);
    size++;
  }

  private static EventFacts[] joined(EventFacts[] some, EventFacts[] more) {
    return Stream.of(some, more).flatMap(Stream::of).toArray(EventFacts[]::new);
  }

  /** Removes one that is here. */
  void remove(EventFacts facts) {
    events.computeIfPresent(facts.key().id(), (id, same) -> without(same, facts));
    size--;
  }

  private static EventFacts[] without(EventFacts[] same, EventFacts gone) {
    if (same.length == 1) {
      return null;
    }
    return Stream.of(same).filter(facts -> facts != gone).toArray(EventFacts[]::new);
  }

  boolean holds(EventFacts facts) {
    return find(facts.key().id(), facts.key().recipient()).filter(f -> f == facts).isPresent();
  }

  Stream<EventFacts> stream() {
    return events.values().stream().flatMap(Stream::of);
  }

  int size() {
    return size;
  }
}
