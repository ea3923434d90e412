package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

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
   *
   * @param signed how far a feed goes whose end may not be on disk yet
   */
  List<FeedHead> newest(Optional<FeedHead> signed) {
    Comparator<FeedInfo> byAge = Comparator.comparing(FeedInfo::id, feeds.state()::compareAges);
    Optional<FeedHead> underWay = signed.filter(end -> !isStored(end));
    Stream<FeedHead> stored =
        feeds.all().stream()
            .filter(feed -> feed.key().equals(self) && !feed.isTrimmedToTheEnd())
            .sorted(byAge.reversed())
            .map(FeedInfo::end)
            .filter(end -> underWay.filter(s -> s.feed().equals(end.feed())).isEmpty());
    return Stream.concat(underWay.stream(), stored).limit(Genesis.MAX_PREVIOUS).toList();
  }

  private boolean isStored(FeedHead end) {
    return feeds.stored(end.feed()).filter(f -> f.durable().seq() >= end.seq()).isPresent();
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
