package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Quotas;
import io.muster.peer.PeerKey;
import java.util.Collection;

/** What a key's feeds take here: a hard limit on bytes, entries and number of feeds. */
record Quota(long bytes, long entries, int feeds) {
  static Quota of(Collection<StoredFeed> all, PeerKey key) {
    long bytes = 0;
    long entries = 0;
    int feeds = 0;
    for (StoredFeed feed : all) {
      if (feed.key().equals(key)) {
        bytes += feed.acceptedBytes();
        entries += feed.accepted().seq();
        feeds++;
      }
    }
    return new Quota(bytes, entries, feeds);
  }

  boolean exceeds(Quotas limits, StoredFeed feed, Batch next) {
    int more = feed.accepted().seq() == 0 ? 1 : 0;
    return bytes + next.size() > limits.bytes()
        || entries + next.header().count() > limits.entries()
        || feeds + more > limits.feeds();
  }
}
