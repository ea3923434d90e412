package io.muster.hub.provider.announce;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.muster.hub.provider.json.RefusedException;
import io.muster.peer.PeerKey;

/**
 * The highest sequence of each sender at any hub. Sequences are milliseconds of the sender's clock,
 * so that they show when a record was over, although another hub brings it up only now.
 */
public final class Newest {
  /** How much later one hub may tell than another at least, in milliseconds. */
  private static final long SLACK = 60_000;

  private final Cache<PeerKey, Long> sequences =
      CacheBuilder.newBuilder().maximumSize(Inbox.MAX_SENDERS).build();

  /** Refuses a record that was over when its sender made the newest one. */
  void require(PeerKey sender, PeerRecord record) throws RefusedException {
    Long newest = sequences.getIfPresent(sender);
    long life = Math.max(SLACK, record.ttlSeconds() * 1_000);
    if (newest != null && record.sequence() < newest - life) {
      throw new RefusedException("an announcement of the past: a replay from another hub");
    }
  }

  void note(PeerKey sender, PeerRecord record) {
    sequences.asMap().merge(sender, record.sequence(), Math::max);
  }
}
