package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the feeds say of one event for one recipient: sets, so that order and repetition of entries
 * do not matter. Confined to the topic thread; changes as entries are stored.
 */
public final class EventFacts {
  private static final Comparator<Settled> SETTLED_PRECEDENCE =
      Comparator.comparing(Settled::outcome)
          .thenComparing(Settled::receipt)
          .thenComparing(Settled::consumed)
          .thenComparingLong(Settled::createdAt);

  private final EventKey key;
  private Position addedAt = Position.NONE;
  private List<Variant> variants = List.of();
  private List<Receipt> receipts = List.of();
  private List<Settled> settled = List.of();

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
    return variants;
  }

  /** Returns the receipt that counts. */
  public Optional<Receipt> receipt() {
    return receipts.stream().findFirst();
  }

  /** Returns the SETTLED that counts. */
  public Optional<Settled> settled() {
    return settled.stream().findFirst();
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
        && settled.stream().noneMatch(s -> s.covers(receipts.get(0).entry().outcome()));
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
    if (addedAt.equals(Position.NONE) || at.compareTo(addedAt) < 0) {
      addedAt = at;
    }
    if (isOver()) {
      return false;
    }
    for (Variant variant : variants) {
      if (variant.add().equals(add)) {
        return variant.at().compareTo(at) > 0 && replace(variant, new Variant(add, at));
      }
    }
    variants = with(variants, new Variant(add, at), Comparator.comparing(Variant::at));
    return true;
  }

  private boolean replace(Variant old, Variant fresh) {
    List<Variant> others = new ArrayList<>(variants);
    others.remove(old);
    variants = with(others, fresh, Comparator.comparing(Variant::at));
    return true;
  }

  boolean consumed(Receipt receipt) {
    if (receipts.contains(receipt)) {
      return false;
    }
    receipts = with(receipts, receipt, Receipt.PRECEDENCE);
    return true;
  }

  boolean settled(Settled entry) {
    if (settled.contains(entry)) {
      return false;
    }
    settled = with(settled, entry, SETTLED_PRECEDENCE);
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
    return settled;
  }
}
