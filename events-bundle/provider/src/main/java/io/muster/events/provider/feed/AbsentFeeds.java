package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds what the server may trim of clients that do not return: the beginning of a feed, as far as
 * all of it is settled. Nothing is copied for others. Confined to the topic thread.
 */
final class AbsentFeeds {
  private static final long PIECE_BYTES = 1 << 20;

  private final Feeds feeds;
  private final TrimRules rules;
  private final Predicate<PeerKey> away;
  private final Map<FeedId, Long> lookedAt = new HashMap<>();

  AbsentFeeds(Feeds feeds, TrimRules rules, Predicate<PeerKey> away) {
    this.feeds = feeds;
    this.rules = rules;
    this.away = away;
  }

  /** Returns up to where a feed may be trimmed, if one is worth it; looks at one at a time. */
  Optional<FeedHead> next(long now) {
    lookedAt.keySet().removeIf(id -> feeds.stored(id).isEmpty());
    Optional<StoredFeed> due =
        feeds.storedFeeds().stream()
            .filter(feed -> !feed.key().equals(feeds.setup().self()))
            .filter(feed -> feed.use().bytes() >= rules.worth() && isDue(feed, now))
            .filter(feed -> !feeds.forks().isForked(feed.id()) && away.test(feed.key()))
            .findFirst();
    Optional<FeedHead> end = due.flatMap(feed -> settled(feed, now));
    if (end.isEmpty()) {
      due.ifPresent(feed -> lookedAt.put(feed.id(), now));
    }
    return end;
  }

  private boolean isDue(StoredFeed feed, long now) {
    Long last = lookedAt.get(feed.id());
    return last == null || now - last >= rules.survey().toMillis();
  }

  private Optional<FeedHead> settled(StoredFeed feed, long now) {
    Liveness liveness = new Liveness(feeds.state(), now);
    FeedHead end = null;
    long bytes = 0;
    for (StoredFeed.Slot slot : feed.slotsBehindTrim()) {
      if (bytes >= PIECE_BYTES || !isDead(feed, slot, liveness)) {
        break;
      }
      bytes += slot.use().bytes();
      end = slot.end();
    }
    return bytes >= rules.worth() ? Optional.ofNullable(end) : Optional.empty();
  }

  private static boolean isDead(StoredFeed feed, StoredFeed.Slot slot, Liveness liveness) {
    Optional<Batch> batch = feed.read(slot);
    if (batch.isEmpty()) { // damaged: what it says is not known
      return false;
    }
    long seq = slot.firstSeq();
    for (Entry entry : batch.get().checkedEntries()) {
      if (liveness.isLive(feed.key(), new Position(feed.id(), seq++), entry)) {
        return false;
      }
    }
    return true;
  }
}
