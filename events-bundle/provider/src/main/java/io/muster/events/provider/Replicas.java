package io.muster.events.provider;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Which members are known to have what, and who waits for that. */
final class Replicas {
  private static final int MAX_CHAIN = 64;
  private static final Known NOTHING = new Known(0, 0);

  private final Map<PeerKey, Map<FeedId, Known>> feeds = new HashMap<>();
  private final Function<Position, Optional<Position>> trims;
  private final Map<Hash, Set<Holder>> bodies = new HashMap<>();
  private final Map<PeerKey, Holder> holders = new HashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();

  /** A member since it was last connected. */
  private static final class Holder {
    final PeerKey peer;
    boolean over;

    Holder(PeerKey peer) {
      this.peer = peer;
    }
  }

  private record Waiter(Position at, Hash body, int wanted, CompletableFuture<Void> done) {}

  /**
   * How far a member has a feed.
   *
   * @param seq the last number
   * @param from it may have nothing up to here but what was copied
   * @param whole it had everything up to here before it was trimmed
   */
  record Known(long seq, long from, long whole) {
    Known(long seq, long trimmedThrough) {
      this(seq, trimmedThrough, trimmedThrough == 0 ? seq : 0);
    }

    private Known and(Known newer) {
      return new Known(
          Math.max(seq, newer.seq),
          newer.from,
          Math.max(whole, newer.from <= whole ? newer.seq : 0));
    }

    private boolean has(long number) {
      return number <= whole || number > from && number <= seq;
    }
  }

  /**
   * Knows of nobody.
   *
   * @param trims tells where the TRIM stands that covers a place
   */
  Replicas(Function<Position, Optional<Position>> trims) {
    this.trims = trims;
  }

  void peerHas(PeerKey peer, FeedId feed, Known known) {
    feeds.computeIfAbsent(peer, p -> new HashMap<>()).merge(feed, known, Known::and);
    check();
  }

  void peerStored(PeerKey peer, Hash body) {
    Set<Holder> known = bodies.computeIfAbsent(body, b -> new HashSet<>(4));
    known.removeIf(holder -> holder.over);
    known.add(holders.computeIfAbsent(peer, Holder::new));
    check();
  }

  /** A member has dropped a payload. */
  void peerLacks(PeerKey peer, Hash body) {
    Set<Holder> known = bodies.get(body);
    if (known != null) {
      known.removeIf(holder -> holder.peer.equals(peer));
    }
  }

  /** A member is connected anew and is about to tell all that it has: nothing else counts. */
  void renew(PeerKey peer) {
    feeds.remove(peer);
    Holder before = holders.remove(peer);
    if (before != null) {
      before.over = true;
    }
  }

  /** A member's part has changed: of what it stored it keeps perhaps not all. */
  void review(PeerKey peer, Predicate<Hash> keeps) {
    Holder holder = holders.get(peer);
    bodies.forEach(
        (body, known) -> {
          if (known.contains(holder) && !keeps.test(body)) {
            known.remove(holder);
          }
        });
  }

  /** A payload that nobody needs any more. */
  void forget(Hash body) {
    bodies.remove(body);
  }

  /** Returns how many members have both entry and payload. */
  int count(Position at, Hash body) {
    int count = 0;
    for (Holder holder : bodies.getOrDefault(body, Set.of())) {
      if (!holder.over && has(holder.peer, at)) {
        count++;
      }
    }
    return count;
  }

  /** What was trimmed there counts as soon as the TRIM's place is there: the copies are before. */
  private boolean has(PeerKey peer, Position at) {
    Optional<Position> place = Optional.of(at);
    for (int i = 0; i < MAX_CHAIN && place.isPresent(); i++) {
      Known known = feeds.getOrDefault(peer, Map.of()).get(place.get().feed());
      if (known != null && known.has(place.get().seq())) {
        return true;
      }
      place = trims.apply(place.get());
    }
    return false;
  }

  /** Returns the most that one member has of a feed. */
  long most(FeedId feed) {
    return feeds.values().stream()
        .mapToLong(m -> m.getOrDefault(feed, NOTHING).seq())
        .max()
        .orElse(0);
  }

  /** Completes when so many members have both. */
  CompletableFuture<Void> await(Position at, Hash body, int wanted) {
    Waiter waiter = new Waiter(at, body, wanted, new CompletableFuture<>());
    waiters.add(waiter);
    check();
    return waiter.done();
  }

  private void check() {
    List<Waiter> ready = new ArrayList<>();
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (waiter.done().isDone() || count(waiter.at(), waiter.body()) >= waiter.wanted()) {
        each.remove();
        ready.add(waiter);
      }
    }
    ready.forEach(waiter -> waiter.done().complete(null));
  }

  /** Returns the members that are known to have a payload. */
  Optional<Set<PeerKey>> holders(Hash body) {
    return Optional.ofNullable(bodies.get(body))
        .map(
            known ->
                known.stream()
                    .filter(holder -> !holder.over)
                    .map(holder -> holder.peer)
                    .collect(Collectors.toUnmodifiableSet()));
  }
}
