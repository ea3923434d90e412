package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.RunId;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of this node's writer: its feed, and the numbers that come next there. */
final class WriterRun {
  private final Feeds feeds;
  private final PeerKey self;
  private final RunId run;
  private final StoredFeed feed;
  private final Map<PeerKey, Long> laneSeqs = new HashMap<>();
  private Optional<FeedHead> before = Optional.empty();
  private long lastSeq;

  WriterRun(Feeds feeds, PeerKey self, RunId run) {
    this.feeds = feeds;
    this.self = self;
    this.run = run;
    this.feed = feeds.newFeed(FeedId.of(feeds.topicId(), self, run), self, run);
  }

  StoredFeed feed() {
    return feed;
  }

  boolean isEmpty() {
    return lastSeq == 0;
  }

  /** Names how far the run that was left for this one has signed, on disk or not yet. */
  void follows(Optional<FeedHead> signed) {
    before = signed;
  }

  Optional<FeedHead> before() {
    return before;
  }

  boolean isBehind(FeedId earlier) {
    return before.filter(end -> end.feed().equals(earlier)).isPresent();
  }

  long nextSeq() {
    return Math.max(lastSeq, 1) + 1;
  }

  long nextLaneSeq(PeerKey recipient) {
    return laneSeqs.getOrDefault(recipient, 0L) + 1;
  }

  void appended() {
    lastSeq++;
  }

  /** Refuses an event, unless it is a copy, that does not name the place it is about to get. */
  void checkPlace(Entry entry) {
    if (entry instanceof Add add && add.origin().feed().equals(feed.id())) {
      long laneSeq = nextLaneSeq(add.recipient());
      if (add.origin().seq() != nextSeq() || add.laneSeq() != laneSeq) {
        throw new IllegalArgumentException(
            "The event's place is " + nextSeq() + " and " + laneSeq + " in its lane");
      }
      laneSeqs.put(add.recipient(), laneSeq);
    }
  }

  Genesis genesis(long now) {
    long ordinal = feeds.state().newest().nextOrdinal(self, now);
    List<FeedHead> previous = new OwnHistory(feeds).newest(before);
    return new Genesis(self, run, feeds.topicId(), now, ordinal, previous, Bytes.EMPTY);
  }
}
