package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Quotas;
import io.muster.peer.PeerKey;
import java.util.Collection;

/** What a key's feeds take here: a hard limit on bytes and entries. */
record Quota(long bytes, long entries) {
  static Quota of(Collection<StoredFeed> all, PeerKey key) {
    long bytes = 0;
    long entries = 0;
    for (StoredFeed feed : all) {
      if (feed.key().equals(key)) {
        bytes += feed.acceptedBytes();
        entries += feed.accepted().seq();
      }
    }
    return new Quota(bytes, entries);
  }

  boolean exceeds(Quotas limits, Batch next) {
    return bytes + next.size() > limits.bytes()
        || entries + next.header().count() > limits.entries();
  }
}
