package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Quotas;
import io.muster.peer.PeerKey;
import java.util.Collection;

/**
 * What a key's feeds take: a pure function of what is stored behind their last TRIM.
 *
 * @param counted what is behind the TRIMs, and the first batches
 * @param onDisk what is stored here, with what waits for the copies of a TRIM to come
 * @param feeds how many feeds are not trimmed to the end, and have more than their first batch
 */
record Quota(FeedUse counted, FeedUse onDisk, int feeds) {
  /** What waits for copies may take so much more: they could not come otherwise. */
  private static final int MARGIN = 4;

  static Quota of(Collection<StoredFeed> all, Forks forks, PeerKey key) {
    FeedUse counted = FeedUse.NONE;
    FeedUse onDisk = FeedUse.NONE;
    int feeds = 0;
    for (StoredFeed feed : all) {
      if (feed.key().equals(key)) {
        FeedUse branches = forks.use(feed.id());
        counted = counted.plus(feed.use()).plus(branches);
        onDisk = onDisk.plus(feed.stored()).plus(branches);
        feeds += feed.hasOnlyItsBeginning() || feed.isTrimmedToTheEnd() ? 0 : 1;
      }
    }
    return new Quota(counted, onDisk, feeds);
  }

  boolean exceeds(Quotas limits, StoredFeed feed, Batch next) {
    FeedUse more = new FeedUse(next.size(), next.header().count());
    return counted.plus(more).bytes() > limits.bytes()
        || counted.plus(more).entries() > limits.entries()
        || onDisk.plus(more).bytes() / MARGIN > limits.bytes()
        || onDisk.plus(more).entries() / MARGIN > limits.entries()
        || feed.hasOnlyItsBeginning() && feeds >= limits.feeds();
  }
}
