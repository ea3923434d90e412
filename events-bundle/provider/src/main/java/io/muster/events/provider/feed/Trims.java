package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * The newest TRIM of each feed: the one that reaches furthest; of several that reach as far, the
 * one in the newest feed, and there the last. Only a feed's owner and the server are believed.
 */
public final class Trims {
  private final PeerKey server;
  private final Comparator<TrimStatement> order;
  private final Map<FeedId, List<TrimStatement>> newest = new HashMap<>();

  Trims(PeerKey server, ToLongFunction<FeedId> ordinals) {
    this.server = server;
    this.order =
        Comparator.comparingLong((TrimStatement s) -> s.through().seq())
            .thenComparingLong(s -> ordinals.applyAsLong(s.at().feed()))
            .thenComparing(TrimStatement::at);
  }

  /** One statement for each author is kept: who owns the feed may not be known yet. */
  void note(TrimStatement statement) {
    List<TrimStatement> known = newest.getOrDefault(statement.through().feed(), List.of());
    Optional<TrimStatement> before =
        known.stream().filter(s -> s.author().equals(statement.author())).findFirst();
    if (before.filter(s -> order.compare(s, statement) >= 0).isEmpty()) {
      List<TrimStatement> all = new ArrayList<>(known);
      all.removeIf(s -> s.author().equals(statement.author()));
      all.add(statement);
      newest.put(statement.through().feed(), List.copyOf(all));
    }
  }

  /** Forgets those that stand behind a fork. */
  void withdraw(ForkPoints forks) {
    newest.replaceAll((feed, known) -> known.stream().filter(s -> forks.counts(s.at())).toList());
  }

  /** Returns the TRIM of a feed that counts. */
  public Optional<TrimStatement> of(FeedId feed, PeerKey owner) {
    return newest.getOrDefault(feed, List.of()).stream()
        .filter(s -> s.author().equals(server) || s.author().equals(owner))
        .max(order);
  }

  /** Returns the feeds of which there are TRIMs. */
  Set<FeedId> feeds() {
    return newest.keySet();
  }

  /** Says whether a TRIM that stands at a place is the newest of its author. */
  boolean isNewest(FeedId feed, Position at) {
    return newest.getOrDefault(feed, List.of()).stream().anyMatch(s -> s.at().equals(at));
  }
}
