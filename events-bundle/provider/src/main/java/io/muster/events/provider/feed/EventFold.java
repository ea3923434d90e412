package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.peer.PeerKey;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the feeds say of events. One that just waits is a row of {@link WaitingEvents}, one of which
 * only SETTLED is left a row of {@link SettledEvents}; between the two it has facts of its own.
 */
final class EventFold {
  private final Map<FeedId, Genesis> geneses;
  private final Adds source;
  private final WaitingEvents waiting;
  private final SettledEvents past = new SettledEvents();
  private final EventMap others = new EventMap();
  private final Lanes otherLanes = new Lanes();
  private final LiveLanes lanes;
  private final LaneContexts contexts = new LaneContexts();
  private final DeadWeight dead = new DeadWeight();
  private final BodyIndex bodies;
  private final UnsettledReceipts unsettled;
  private final PeerKey self;

  /** The first place of the own lane that an event was given of late. */
  private OrderKey placed;

  /**
   * Begins with nothing.
   *
   * @param source reads ADDs again; null if all are kept
   */
  EventFold(PeerKey self, Roster roster, Map<FeedId, Genesis> geneses, Adds source) {
    this.self = self;
    this.geneses = geneses;
    this.source = source;
    this.waiting = new WaitingEvents(source);
    this.lanes = new LiveLanes(waiting, otherLanes);
    this.bodies = new BodyIndex(self, roster, waiting);
    this.unsettled = new UnsettledReceipts(this::ordinal);
  }

  /** Returns the ordinal of a feed; 0 if its beginning is not here. */
  long ordinal(FeedId feed) {
    Genesis genesis = geneses.get(feed);
    return genesis == null ? 0 : genesis.ordinal();
  }

  /** {@code branch}: another ADD may stand at that place in the chain that came first. */
  void add(Add add, Position at, boolean branch) {
    Optional<EventFacts> known = ownFacts(add.eventId(), add.recipient());
    int row = known.isPresent() ? -1 : waiting.find(add.eventId(), add.recipient());
    Outline outline = Outline.of(add, at);
    if (row >= 0 && !branch && waiting.outline(row).equals(outline)) {
      return;
    }
    Adds rereading = branch ? null : source;
    if (known.isEmpty() && row < 0 && rereading != null && geneses.containsKey(outline.origin())) {
      EventKey key = new EventKey(add.eventId(), add.recipient());
      addRow(key, outline);
      bodies.named(outline.body());
      return;
    }
    EventFacts facts =
        known.orElseGet(() -> row < 0 ? fresh(add.eventId(), add.recipient()) : inflated(row));
    add(facts, new Note(contexts.shared(add, at), outline, rereading));
  }

  private void add(EventFacts facts, Note note) {
    if (facts.add(note)) {
      bodies.add(note.outline().body(), facts);
    } else if (facts.isOver()) {
      dead.died(note.outline());
      bodies.over(note.outline().body());
    }
    place(facts);
    archive(facts);
  }

  private void addRow(EventKey key, Outline outline) {
    long ordinal = ordinal(outline.origin());
    waiting.add(key, outline, ordinal);
    if (key.recipient().equals(self)) {
      placed(new OrderKey(ordinal, outline.origin(), outline.laneSeq(), key.id()));
    }
  }

  private void place(EventFacts facts) {
    otherLanes.update(facts, geneses);
    if (facts.key().recipient().equals(self)) {
      facts.place().ifPresent(this::placed);
    }
  }

  private void placed(OrderKey place) {
    placed = placed == null || place.compareTo(placed) < 0 ? place : placed;
  }

  /** Returns the first place of the own lane that an event was given since this was asked. */
  Optional<OrderKey> takePlaced() {
    Optional<OrderKey> first = Optional.ofNullable(placed);
    placed = null;
    return first;
  }

  private EventFacts fresh(EventId id, PeerKey recipient) {
    EventFacts facts = new EventFacts(new EventKey(id, recipient));
    others.put(facts);
    return facts;
  }

  /** Gives a waiting event facts of its own; whoever calls puts it into its lane. */
  private EventFacts inflated(int row) {
    EventFacts facts = waiting.facts(row);
    waiting.remove(row);
    facts.place(null, 0);
    others.put(facts);
    facts.outlines().forEach(outline -> bodies.add(outline.body(), facts));
    return facts;
  }

  /** Returns the facts of one that does not wait; a row of the past becomes facts again. */
  private Optional<EventFacts> ownFacts(EventId id, PeerKey recipient) {
    Optional<EventFacts> known = others.find(id, recipient);
    int row = known.isPresent() ? -1 : past.find(id, recipient);
    if (row < 0) {
      return known;
    }
    EventFacts facts = past.facts(row);
    past.remove(row);
    others.put(facts);
    return Optional.of(facts);
  }

  /** Makes a row of an event of which nothing but one SETTLED is left. */
  private void archive(EventFacts facts) {
    Optional<EventFacts.Settlement> alone = facts.settledAlone();
    if (source != null && alone.isPresent()) {
      others.remove(facts);
      past.add(facts.key(), facts.addedAt(), alone.get());
    }
  }

  private EventFacts facts(EventId id, PeerKey recipient) {
    Optional<EventFacts> known = ownFacts(id, recipient);
    if (known.isPresent()) {
      return known.get();
    }
    int row = waiting.find(id, recipient);
    return row < 0 ? fresh(id, recipient) : inflated(row);
  }

  void consumed(Receipt receipt) {
    EventFacts facts = facts(receipt.entry().eventId(), receipt.client());
    boolean news = facts.consumed(receipt);
    if (news && facts.isOver()) {
      dead.died(receipt.at(), receipt.entry());
    }
    if (news) {
      changed(facts);
    }
  }

  void settled(Settled settled, Position at) {
    EventFacts facts = facts(settled.eventId(), settled.client());
    boolean wasOver = facts.isOver();
    if (facts.settled(settled, at)) {
      if (facts.isOver() && !wasOver) {
        facts.outlines().forEach(dead::died);
        facts.receipts().forEach(r -> dead.died(r.at(), r.entry()));
      }
      changed(facts);
    }
  }

  private void changed(EventFacts facts) {
    place(facts);
    unsettled.update(facts);
    bodies.touched(facts);
    if (facts.isOver()) {
      facts.forgetVariants().forEach(gone -> bodies.remove(gone.body(), facts));
      archive(facts);
    }
  }

  /** A TRIM covers an ADD. */
  void forgetAdd(Add add, Position at) {
    int row = waiting.find(add.eventId(), add.recipient());
    if (row >= 0 && waiting.at(row).equals(at)) {
      waiting.remove(row);
      bodies.over(add.bodyHash());
    } else if (row < 0) {
      forget(
          new EventKey(add.eventId(), add.recipient()),
          facts -> facts.forgetAdd(at).ifPresent(body -> bodies.remove(body, facts)));
    }
  }

  /** A TRIM covers a receipt. */
  void forgetReceipt(Consumed receipt, PeerKey client, Position at) {
    forget(new EventKey(receipt.eventId(), client), facts -> facts.forgetReceipt(at));
  }

  /** A TRIM covers a SETTLED. */
  void forgetSettled(Settled settled, Position at) {
    forget(new EventKey(settled.eventId(), settled.client()), facts -> facts.forgetSettled(at));
  }

  private void forget(EventKey key, Consumer<EventFacts> part) {
    EventFacts facts = ownFacts(key.id(), key.recipient()).orElse(null);
    if (facts != null) {
      part.accept(facts);
      place(facts);
      unsettled.update(facts);
      if (facts.isUnknown()) {
        others.remove(facts);
      } else {
        deflate(facts);
        archive(facts);
      }
    }
  }

  /** Makes a row of an event that just waits. */
  private void deflate(EventFacts facts) {
    facts
        .waiting()
        .filter(outline -> source != null && geneses.containsKey(outline.origin()))
        .ifPresent(
            outline -> {
              otherLanes.remove(facts);
              others.remove(facts);
              bodies.moved(outline.body(), facts);
              addRow(facts.key(), outline);
            });
  }

  /** The beginning of a feed is here now. */
  void placed(FeedId feed) {
    for (EventFacts facts : otherLanes.waitingFor(feed)) {
      if (others.holds(facts)) {
        place(facts);
        deflate(facts);
      }
    }
    unsettled.reorder(feed);
  }

  /** Another beginning of a feed counts. */
  void moved(FeedId feed) {
    waiting.reorder(feed, ordinal(feed));
    lanes.first(self).flatMap(EventFacts::place).ifPresent(this::placed);
    others.stream()
        .filter(f -> f.outlines().stream().anyMatch(o -> o.origin().equals(feed)))
        .forEach(this::place);
    unsettled.reorder(feed);
  }

  Optional<EventFacts> event(EventId id, PeerKey recipient) {
    Optional<EventFacts> known = others.find(id, recipient);
    return known.isPresent()
        ? known
        : inRows(waiting.find(id, recipient), () -> past.find(id, recipient));
  }

  boolean isOverOrAdded(EventId id, PeerKey recipient, Predicate<Position> test) {
    int row = waiting.find(id, recipient);
    return row >= 0
        ? test.test(waiting.at(row))
        : event(id, recipient).filter(facts -> isOverOrAdded(facts, test)).isPresent();
  }

  private static boolean isOverOrAdded(EventFacts facts, Predicate<Position> test) {
    return facts.isOver() || facts.outlines().stream().anyMatch(outline -> test.test(outline.at()));
  }

  Optional<EventFacts> event(EventId id) {
    Optional<EventFacts> known = others.find(id);
    return known.isPresent() ? known : inRows(waiting.find(id), () -> past.find(id));
  }

  private Optional<EventFacts> inRows(int waits, IntSupplier settled) {
    if (waits >= 0) {
      return Optional.of(waiting.facts(waits));
    }
    int row = settled.getAsInt();
    return row < 0 ? Optional.empty() : Optional.of(past.facts(row));
  }

  /** Returns all but those that wait; for one use. */
  Stream<EventFacts> beyondWaiting() {
    return Stream.concat(others.stream(), facts(past::next, past::facts));
  }

  private static Stream<EventFacts> facts(IntUnaryOperator next, IntFunction<EventFacts> facts) {
    return IntStream.iterate(next.applyAsInt(0), row -> row >= 0, row -> next.applyAsInt(row + 1))
        .mapToObj(facts);
  }

  Collection<EventFacts> all() {
    return new AbstractCollection<>() {
      @Override
      public Iterator<EventFacts> iterator() {
        return Stream.concat(facts(waiting::next, waiting::facts), beyondWaiting()).iterator();
      }

      @Override
      public int size() {
        return waiting.size() + others.size() + past.size();
      }
    };
  }

  boolean isAnyOpenOnlyIn(FeedId feed, long through, long createdFrom) {
    return waiting.isAnyIn(feed, through, createdFrom)
        || Stream.concat(otherLanes.live(), unsettled.all())
            .filter(facts -> facts.createdAt() >= createdFrom)
            .anyMatch(facts -> facts.isAddedOnlyIn(feed, through));
  }

  WaitingEvents waiting() {
    return waiting;
  }

  SettledEvents past() {
    return past;
  }

  LiveLanes lanes() {
    return lanes;
  }

  LaneContexts contexts() {
    return contexts;
  }

  /** Returns the contexts that events name which are not over. */
  Set<ContextId> namedContexts() {
    Set<ContextId> named = new HashSet<>(waiting.contexts());
    others.stream()
        .flatMap(facts -> facts.outlines().stream())
        .forEach(outline -> named.add(outline.contextId()));
    return named;
  }

  DeadWeight dead() {
    return dead;
  }

  BodyIndex bodies() {
    return bodies;
  }

  UnsettledReceipts unsettled() {
    return unsettled;
  }
}
