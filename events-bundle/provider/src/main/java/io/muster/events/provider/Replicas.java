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

/** Which members are known to have what, and who waits for that. */
final class Replicas {
  private final Map<PeerKey, Map<FeedId, Long>> feeds = new HashMap<>();
  private final Map<Hash, Set<PeerKey>> bodies = new HashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();

  private record Waiter(Position at, Hash body, int wanted, CompletableFuture<Void> done) {}

  void peerHas(PeerKey peer, FeedId feed, long seq) {
    feeds.computeIfAbsent(peer, p -> new HashMap<>()).merge(feed, seq, Math::max);
    check();
  }

  void peerStored(PeerKey peer, Hash body) {
    bodies.computeIfAbsent(body, b -> new HashSet<>(4)).add(peer);
    check();
  }

  /** A payload that nobody needs any more. */
  void forget(Hash body) {
    bodies.remove(body);
  }

  /** Returns how many members have both entry and payload. */
  int count(Position at, Hash body) {
    int count = 0;
    for (PeerKey peer : bodies.getOrDefault(body, Set.of())) {
      if (has(peer, at)) {
        count++;
      }
    }
    return count;
  }

  private boolean has(PeerKey peer, Position at) {
    return feeds.getOrDefault(peer, Map.of()).getOrDefault(at.feed(), 0L) >= at.seq();
  }

  /** Returns the most that one member has of a feed. */
  long most(FeedId feed) {
    return feeds.values().stream().mapToLong(m -> m.getOrDefault(feed, 0L)).max().orElse(0);
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
    return Optional.ofNullable(bodies.get(body)).map(Set::copyOf);
  }
}
