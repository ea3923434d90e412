package io.muster.events.provider.feed;

import io.muster.peer.PeerKey;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The lanes as one: waiting rows and the other live events. */
record LiveLanes(WaitingEvents waiting, Lanes others) {
  private static final Comparator<EventFacts> ORDER =
      Comparator.comparing(facts -> facts.place().orElseThrow());

  int size(PeerKey recipient) {
    return waiting.lanes().size(waiting.lane(recipient)) + others.of(recipient).size();
  }

  long size() {
    return waiting.size() + others.size();
  }

  /** Returns how many bytes the bodies of a lane have. */
  long bodyBytes(PeerKey recipient) {
    return waiting.lanes().bodyBytes(waiting.lane(recipient)) + others.bodyBytes(recipient);
  }

  /** Returns how many bytes the bodies of all lanes have. */
  long bodyBytes() {
    return waiting.lanes().bodyBytes() + others.bodyBytes();
  }

  /** Returns the live events that have expired before a time. */
  List<EventFacts> expiredBefore(long time) {
    List<EventFacts> expired = new ArrayList<>();
    for (int row = waiting.next(0); row >= 0; row = waiting.next(row + 1)) {
      if (waiting.expiresAt(row) < time) {
        expired.add(waiting.facts(row));
      }
    }
    others.all().filter(f -> f.expiresAt() < time).forEach(expired::add);
    return expired;
  }

  Set<PeerKey> recipients() {
    Set<PeerKey> all = new TreeSet<>(waiting.recipients());
    all.addAll(others.recipients());
    return all;
  }

  Optional<EventFacts> after(PeerKey recipient, OrderKey place) {
    int row = waiting.lanes().after(waiting.lane(recipient), place);
    return first(row, others.of(recipient).higherEntry(place));
  }

  /** Returns the first event of a lane. */
  Optional<EventFacts> first(PeerKey recipient) {
    PrimitiveIterator.OfInt rows = waiting.lanes().rows(waiting.lane(recipient));
    return first(rows.hasNext() ? rows.nextInt() : -1, others.of(recipient).firstEntry());
  }

  private Optional<EventFacts> first(int row, Map.Entry<OrderKey, EventFacts> other) {
    if (row < 0 || other == null) {
      return row < 0
          ? Optional.ofNullable(other).map(Map.Entry::getValue)
          : Optional.of(waiting.facts(row));
    }
    return waiting.lanes().place(row).compareTo(other.getKey()) < 0
        ? Optional.of(waiting.facts(row))
        : Optional.of(other.getValue());
  }

  Optional<OrderKey> end(PeerKey recipient) {
    int row = waiting.lanes().last(waiting.lane(recipient));
    Stream<OrderKey> one = row < 0 ? Stream.empty() : Stream.of(waiting.lanes().place(row));
    return Stream.concat(
            one, Stream.ofNullable(others.of(recipient).lastEntry()).map(Map.Entry::getKey))
        .max(Comparator.naturalOrder());
  }

  Collection<EventFacts> of(PeerKey recipient) {
    return new AbstractCollection<>() {
      @Override
      public Iterator<EventFacts> iterator() {
        return new Merged(recipient);
      }

      @Override
      public int size() {
        return LiveLanes.this.size(recipient);
      }
    };
  }

  private final class Merged implements Iterator<EventFacts> {
    private final PrimitiveIterator.OfInt rows;
    private final Iterator<EventFacts> rest;
    private EventFacts row;
    private EventFacts other;

    Merged(PeerKey recipient) {
      rows = waiting.lanes().rows(waiting.lane(recipient));
      rest = others.of(recipient).values().iterator();
    }

    @Override
    public boolean hasNext() {
      return row != null || other != null || rows.hasNext() || rest.hasNext();
    }

    @Override
    public EventFacts next() {
      row = row == null && rows.hasNext() ? waiting.facts(rows.nextInt()) : row;
      other = other == null && rest.hasNext() ? rest.next() : other;
      if (row == null && other == null) {
        throw new NoSuchElementException();
      }
      boolean fromRows = other == null || row != null && ORDER.compare(row, other) < 0;
      EventFacts next = fromRows ? row : other;
      row = fromRows ? null : row;
      other = fromRows ? other : null;
      return next;
    }
  }
}
