package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What this node wrote in earlier runs, and how much of it can be read back. */
public final class OwnHistory {
  private final Feeds feeds;
  private final PeerKey self;

  /** Looks at the feeds of this node's own key; always at their present state. */
  public OwnHistory(Feeds feeds) {
    this.feeds = feeds;
    this.self = feeds.setup().self();
  }

  /**
   * Returns the newest feeds of the own key that are not trimmed to the end, newest first, at most
   * as many as GENESIS names.
   */
  List<FeedHead> newest() {
    Comparator<FeedInfo> byAge =
        Comparator.comparingLong((FeedInfo feed) -> ordinal(feed.id())).thenComparing(FeedInfo::id);
    return feeds.all().stream()
        .filter(feed -> feed.key().equals(self) && !feed.isTrimmedToTheEnd())
        .sorted(byAge.reversed())
        .limit(Genesis.MAX_PREVIOUS)
        .map(FeedInfo::end)
        .toList();
  }

  private long ordinal(FeedId feed) {
    return feeds.state().genesis(feed).map(Genesis::ordinal).orElse(0L);
  }

  /** Says whether nothing of the own key is here: a first start, or a disk that was lost. */
  public boolean isEmpty() {
    return feeds.all().stream().noneMatch(feed -> feed.key().equals(self));
  }

  /**
   * Returns the places up to which own feeds were known once and cannot be read now. While there
   * are some, or {@link #isEmpty}, a client asks one member, or waits 30 s, before its first
   * dispatch.
   */
  public List<FeedHead> missing() {
    Map<FeedId, FeedHead> known = new TreeMap<>();
    for (FeedInfo feed : feeds.all()) {
      if (feed.key().equals(self)) {
        feeds.state().genesis(feed.id()).orElseThrow().previous().forEach(p -> note(known, p));
      }
    }
    List<FeedHead> missing = new ArrayList<>(known.values());
    missing.removeIf(head -> feeds.trimming().covers(head.feed(), head.seq()));
    return List.copyOf(missing);
  }

  private static void note(Map<FeedId, FeedHead> known, FeedHead head) {
    known.merge(head.feed(), head, (a, b) -> a.seq() >= b.seq() ? a : b);
  }
}
