package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
  private static final Comparator<Variant> BY_PLACE =
      Comparator.comparing(Variant::at)
          .thenComparing(v -> v.add().bodyHash())
          .thenComparing(v -> v.add().commitment());

  private final EventKey key;
  private Position addedAt = Position.NONE;

  /** Further places of ADDs: those that were copied, until the older ones are trimmed. */
  private List<Position> addedToo = List.of();

  /** One for each place, in their order. */
  private List<Variant> variants = List.of();

  private List<Receipt> receipts = List.of();
  private List<Settlement> settled = List.of();

  private record Settlement(Settled entry, Position at) {}

  /** Where it stands in its lane, null if it is not there. Kept by {@link Lanes}. */
  private OrderKey place;

  EventFacts(EventKey key) {
    this.key = key;
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
   * under one id makes more. Empty once it is settled: then only {@link #addedAt} tells of it.
   */
  public List<Variant> variants() {
    if (variants.size() < 2) {
      return variants;
    }
    Set<Add> seen = new HashSet<>();
    return variants.stream().filter(variant -> seen.add(variant.add())).toList();
  }

  /** Returns the ADDs of the event with every place where one stands; empty once it is settled. */
  public List<Variant> places() {
    return variants;
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
    return receipts.stream().findFirst();
  }

  /** Returns the SETTLED that counts. */
  public Optional<Settled> settled() {
    return settled.stream().findFirst().map(Settlement::entry);
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
    return !receipts.isEmpty()
        && settled.stream().noneMatch(s -> s.entry().covers(receipts.get(0).entry().outcome()));
  }

  /** Says whether nobody has to do anything any more. */
  public boolean isOver() {
    return !settled.isEmpty() && !awaitsSettling();
  }

  /** Forgets the ADDs of an event that is over. */
  List<Variant> forgetVariants() {
    List<Variant> forgotten = variants;
    variants = List.of();
    return forgotten;
  }

  void place(OrderKey newPlace) {
    place = newPlace;
  }

  /** Returns whether anything has changed. */
  boolean add(Add add, Position at) {
    note(at);
    Variant variant = new Variant(add, at);
    if (isOver() || variants.contains(variant)) {
      return false;
    }
    variants = with(variants, variant, BY_PLACE);
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

  /** Forgets the ADD at a place; returns what nothing else here says. */
  Optional<Add> forgetAdd(Position at) {
    if (addedAt.equals(at)) {
      addedAt = addedToo.isEmpty() ? Position.NONE : addedToo.get(0);
      addedToo = addedToo.isEmpty() ? addedToo : addedToo.subList(1, addedToo.size());
    }
    addedToo = addedToo.stream().filter(place -> !place.equals(at)).toList();
    Optional<Variant> gone = variants.stream().filter(v -> v.at().equals(at)).findFirst();
    variants = variants.stream().filter(v -> !v.at().equals(at)).toList();
    return gone.map(Variant::add)
        .filter(add -> variants.stream().noneMatch(v -> v.add().bodyHash().equals(add.bodyHash())));
  }

  boolean isConsumedOnlyIn(FeedId feed, long through) {
    return receipts.stream()
        .allMatch(receipt -> receipt.at().feed().equals(feed) && receipt.at().seq() <= through);
  }

  void forgetReceipt(Position at) {
    receipts = receipts.stream().filter(receipt -> !receipt.at().equals(at)).toList();
  }

  /** Returns where a SETTLED stands. */
  List<Position> places(Settled entry) {
    return settled.stream().filter(s -> s.entry().equals(entry)).map(Settlement::at).toList();
  }

  void forgetSettled(Position at) {
    settled = settled.stream().filter(s -> !s.at().equals(at)).toList();
  }

  boolean consumed(Receipt receipt) {
    if (receipts.contains(receipt)) {
      return false;
    }
    receipts = with(receipts, receipt, Receipt.PRECEDENCE);
    return true;
  }

  boolean settled(Settled entry, Position at) {
    Settlement fresh = new Settlement(entry, at);
    if (settled.contains(fresh)) {
      return false;
    }
    settled = with(settled, fresh, SETTLED_PRECEDENCE);
    return true;
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
