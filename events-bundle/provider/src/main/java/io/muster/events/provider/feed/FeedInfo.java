package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.RunId;
import io.muster.peer.PeerKey;

/**
 * A feed that is stored here, as far as it is durable.
 *
 * @param id its name
 * @param key who writes it
 * @param run in which run
 * @param end how far it is durable here, or trimmed if that is further
 * @param bytes length of the batches that are here
 * @param entries how many entries are here
 * @param trimmedThrough up to where a TRIM reaches, 0 if none does
 */
public record FeedInfo(
    FeedId id,
    PeerKey key,
    RunId run,
    FeedHead end,
    long bytes,
    long entries,
    long trimmedThrough) {
  /** Says whether nothing but the beginning is left. */
  public boolean isTrimmedToTheEnd() {
    return trimmedThrough > 0 && end.seq() <= trimmedThrough;
  }
}
