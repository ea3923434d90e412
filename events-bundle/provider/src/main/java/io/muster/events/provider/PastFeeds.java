package io.muster.events.provider;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Position;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Earlier feeds of the server come first; what nobody has is waited for only so long. Confined to
 * the topic's thread.
 */
final class PastFeeds {
  private static final long PATIENCE_MS = 30_000;

  private final TopicCore core;
  private final Set<FeedId> complete = new HashSet<>();
  private final Set<FeedId> givenUp = new HashSet<>();
  private final Map<FeedId, Waiting> waitingSince = new HashMap<>();

  /** Since when what comes before a feed is waited for, and how much of it was here then. */
  private record Waiting(long since, long known) {}

  PastFeeds(TopicCore core) {
    this.core = core;
  }

  /** Says whether all before a place is here, or was waited for long enough. */
  boolean isHere(Position origin) {
    FeedId feed = origin.feed();
    boolean here =
        givenUp.contains(feed)
            || (covers(feed, origin.seq()) || core.feeds().isComing(origin))
                && (isKnown(feed) || isPastOf(feed));
    if (here) {
      waitingSince.remove(feed);
      return true;
    }
    long known = knownOfPast(feed);
    Waiting waiting = waitingSince.get(feed);
    if (waiting == null || waiting.known() < known) { // it comes: that may take its time
      waiting = new Waiting(core.now(), known);
      waitingSince.put(feed, waiting);
    }
    return core.now() - waiting.since() >= PATIENCE_MS && givenUp.add(feed);
  }

  /** How much is here of what comes before a feed; another machine may go on behind that. */
  private long knownOfPast(FeedId feed) {
    return core.state().genesis(feed).stream()
        .flatMap(genesis -> genesis.previous().stream())
        .mapToLong(
            head ->
                core.feeds()
                    .feed(head.feed())
                    .map(info -> Math.min(info.end().seq(), head.seq()))
                    .orElse(0L))
        .sum();
  }

  private boolean isKnown(FeedId feed) {
    return complete.contains(feed);
  }

  private boolean isPastOf(FeedId feed) {
    Optional<Genesis> genesis = core.state().genesis(feed);
    return genesis.isPresent()
        && genesis.get().previous().stream().allMatch(h -> covers(h.feed(), h.seq()))
        && complete.add(feed);
  }

  /** Trimmed feeds are here when the copies are; of forked ones nobody can tell what is lacking. */
  private boolean covers(FeedId feed, long seq) {
    return core.feeds().forks().isForked(feed) || core.feeds().trimming().covers(feed, seq);
  }
}
