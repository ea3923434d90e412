package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What the feeds say of one event for one recipient: sets, so that order and repetition of entries
 * do not matter. Confined to the topic thread; changes as entries are stored.
 */
public final class EventFacts {
  private static final Comparator<Settlement> SETTLED_PRECEDENCE =
      Comparator.comparing((Settlement s) -> s.entry().outcome())
          .thenComparing(s -> s.entry().receipt())
          .thenComparing(s -> s.entry().consumed())
          .thenComparingLong(s -> s.entry().createdAt())
          .thenComparing(Settlement::at);

  /** Branches of a fork may say different things at one place. */
  private static final Comparator<Note> BY_PLACE =
      Comparator.comparing((Note n) -> n.outline().at())
          .thenComparing(n -> n.outline().body())
          .thenComparing(n -> n.read().map(Add::commitment).orElse(Hash.ZERO));

  private final EventKey key;
  private Position addedAt = Position.NONE;

  /** Further places of ADDs: those that were copied, until the older ones are trimmed. */
  private List<Position> addedToo = List.of();

  /** One for each place, in their order. */
  private List<Note> variants = List.of();

  private List<Receipt> receipts = List.of();
  private List<Settlement> settled = List.of();

  /** What was settled, and where that stands. */
  record Settlement(Settled entry, Position at) {}

  /** Where it stands in its lane, null if it is not there. Kept by {@link Lanes}. */
  private OrderKey place;

  private int counted;
  private boolean wasAnswered;

  EventFacts(EventKey key) {
    this.key = key;
  }

  /** An event that waits: one ADD and nothing else. */
  EventFacts(EventKey key, Note added, OrderKey place) {
    this(key);
    this.variants = List.of(added);
    this.addedAt = added.outline().at();
    this.place = place;
  }

  /** An event that is over: one SETTLED, no receipt, perhaps one ADD that is not needed. */
  EventFacts(EventKey key, Position addedAt, Settlement settlement) {
    this(key);
    this.addedAt = addedAt;
    this.settled = List.of(settlement);
    this.wasAnswered = true;
  }

  /** Returns whose facts these are. */
  public EventKey key() {
    return key;
  }

  /** Returns the smallest place of an ADD of the event; {@link Position#NONE} if none is here. */
  public Position addedAt() {
    return addedAt;
  }

  /**
   * Returns the different ADDs of the event, mostly one, by place. A server that adds two texts
   * under one id makes more. Empty once it is settled: then only {@link #addedAt} tells of it. What
   * was damaged since it was stored is left out.
   *
   * @throws io.muster.events.spi.StoreException if the store cannot read
   */
  public List<Variant> variants() {
    if (variants.size() == 1) {
      return read(variants.get(0)).map(List::of).orElse(List.of());
    }
    Set<Add> seen = new HashSet<>();
    return variants.stream()
        .flatMap(note -> read(note).stream())
        .filter(variant -> seen.add(variant.add()))
        .toList();
  }

  private static Optional<Variant> read(Note note) {
    return note.read().map(add -> new Variant(add, note.outline().at()));
  }

  /**
   * Returns what is in memory of each ADD, with every place where one stands; empty once it is
   * settled.
   */
  public List<Outline> outlines() {
    return variants.size() == 1
        ? List.of(variants.get(0).outline())
        : variants.stream().map(Note::outline).toList();
  }

  /** Returns when the last of its ADDs expires, ms; 0 if there is none. */
  public long expiresAt() {
    return variants.stream().mapToLong(note -> note.outline().expiresAt()).max().orElse(0);
  }

  /** Returns when it was added, ms, as long as it is not settled; 0 afterwards. */
  public long createdAt() {
    return variants.isEmpty() ? 0 : variants.get(0).outline().createdAt();
  }

  /** Says whether an ADD stands at a place, and can be read there. */
  boolean says(Add add, Position at) {
    return variants.stream()
        .filter(note -> note.outline().at().equals(at))
        .anyMatch(note -> note.read().filter(add::equals).isPresent());
  }

  /** Returns the ADD that can be read again, if the event waits and nothing else is known of it. */
  Optional<Outline> waiting() {
    boolean waits = isLive() && !wasAnswered && place != null && variants.size() == 1;
    return waits && variants.get(0).isReadable() && addedToo.isEmpty()
        ? Optional.of(variants.get(0).outline()).filter(o -> o.at().equals(addedAt))
        : Optional.empty();
  }

  /** Returns the one SETTLED, if there is nothing else than the place of an ADD at most. */
  Optional<Settlement> settledAlone() {
    boolean alone = settled.size() == 1 && receipts.isEmpty() && variants.isEmpty();
    return alone && addedToo.isEmpty()
        ? Optional.of(settled.get(0)).filter(s -> s.entry().tail().length() == 0)
        : Optional.empty();
  }

  /** Says whether the server has added it, as far as is known: SETTLED tells of it, too. */
  public boolean isAdded() {
    return !addedAt.equals(Position.NONE) || !settled.isEmpty();
  }

  /** Says whether an ADD or a CONSUMED is stored. */
  public boolean isStored() {
    return !addedAt.equals(Position.NONE) || !receipts.isEmpty();
  }

  /** Says whether nothing is known any more. */
  boolean isUnknown() {
    return !isStored() && settled.isEmpty();
  }

  /** Returns the receipt that counts. */
  public Optional<Receipt> receipt() {
    return receipts.isEmpty() ? Optional.empty() : Optional.of(receipts.get(0));
  }

  /** Returns the SETTLED that counts. */
  public Optional<Settled> settled() {
    return settled.isEmpty() ? Optional.empty() : Optional.of(settled.get(0).entry());
  }

  /**
   * Returns the place in the lane; empty once it is over, or until the origin's GENESIS is here.
   */
  public Optional<OrderKey> place() {
    return Optional.ofNullable(place);
  }

  /** Says whether the recipient has to do something: added, without receipt, not settled. */
  public boolean isLive() {
    return !variants.isEmpty() && receipts.isEmpty() && settled.isEmpty();
  }

  /**
   * Says whether the server has to do something: the receipt that counts is better than every one
   * that was settled, or none was.
   */
  public boolean awaitsSettling() {
    return !receipts.isEmpty() && !isSettled(receipts.get(0));
  }

  private boolean isSettled(Receipt receipt) {
    for (Settlement settlement : settled) {
      if (settlement.entry().covers(receipt.entry().outcome())) {
        return true;
      }
    }
    return false;
  }

  /** Says whether nobody has to do anything any more. */
  public boolean isOver() {
    return !settled.isEmpty() && !awaitsSettling();
  }

  /** Forgets the ADDs of an event that is over. */
  List<Outline> forgetVariants() {
    List<Outline> forgotten = outlines();
    variants = List.of();
    return forgotten;
  }

  void place(OrderKey newPlace, int bytes) {
    place = newPlace;
    counted = bytes;
  }

  /** Returns for how many bytes it counts in its lane. */
  int counted() {
    return counted;
  }

  /** Returns whether anything has changed. */
  boolean add(Note fresh) {
    note(fresh.outline().at());
    if (isOver() || variants.stream().anyMatch(fresh::is)) {
      return false;
    }
    variants = with(variants, fresh, BY_PLACE);
    return true;
  }

  private void note(Position at) {
    if (addedAt.equals(Position.NONE)) {
      addedAt = at;
    } else if (!addedAt.equals(at) && !addedToo.contains(at)) {
      addedToo = with(addedToo, at.compareTo(addedAt) < 0 ? addedAt : at, Position::compareTo);
      addedAt = at.compareTo(addedAt) < 0 ? at : addedAt;
    }
  }

  /** Forgets the ADD at a place; returns its body if nothing else here names that. */
  Optional<Hash> forgetAdd(Position at) {
    if (addedAt.equals(at)) {
      addedAt = addedToo.isEmpty() ? Position.NONE : addedToo.get(0);
      addedToo = addedToo.isEmpty() ? addedToo : addedToo.subList(1, addedToo.size());
    }
    addedToo = addedToo.stream().filter(place -> !place.equals(at)).toList();
    Optional<Hash> gone =
        outlines().stream().filter(o -> o.at().equals(at)).map(Outline::body).findFirst();
    variants = variants.stream().filter(note -> !note.outline().at().equals(at)).toList();
    return gone.filter(body -> outlines().stream().noneMatch(o -> o.body().equals(body)));
  }

  /** Says whether it is needed and each of its ADDs stands in a feed up to a number. */
  boolean isAddedOnlyIn(FeedId feed, long through) {
    return !variants.isEmpty()
        && variants.stream()
            .map(note -> note.outline().at())
            .allMatch(at -> at.feed().equals(feed) && at.seq() <= through);
  }

  boolean isConsumedOnlyIn(FeedId feed, long through) {
    return receipts.stream()
        .allMatch(receipt -> receipt.at().feed().equals(feed) && receipt.at().seq() <= through);
  }

  void forgetReceipt(Position at) {
    receipts = without(receipts, receipt -> receipt.at().equals(at));
  }

  /** Returns where a SETTLED stands. */
  List<Position> places(Settled entry) {
    return settled.stream().filter(s -> s.entry().equals(entry)).map(Settlement::at).toList();
  }

  void forgetSettled(Position at) {
    settled = without(settled, settlement -> settlement.at().equals(at));
  }

  boolean consumed(Receipt receipt) {
    wasAnswered = true;
    if (receipts.contains(receipt)) {
      return false;
    }
    receipts = with(receipts, receipt, Receipt.PRECEDENCE);
    return true;
  }

  boolean settled(Settled entry, Position at) {
    wasAnswered = true;
    Settlement fresh = new Settlement(entry, at);
    if (settled.contains(fresh)) {
      return false;
    }
    settled = with(settled, fresh, SETTLED_PRECEDENCE);
    return true;
  }

  private static <T> List<T> without(List<T> before, Predicate<T> gone) {
    if (before.size() > 1) {
      return before.stream().filter(gone.negate()).toList();
    }
    return before.isEmpty() || gone.test(before.get(0)) ? List.of() : before;
  }

  private static <T> List<T> with(List<T> before, T fresh, Comparator<T> order) {
    if (before.isEmpty()) {
      return List.of(fresh);
    }
    List<T> all = new ArrayList<>(before);
    all.add(fresh);
    all.sort(order);
    return List.copyOf(all);
  }

  List<Receipt> receipts() {
    return receipts;
  }

  List<Settled> settlements() {
    return settled.stream().map(Settlement::entry).distinct().toList();
  }
}
