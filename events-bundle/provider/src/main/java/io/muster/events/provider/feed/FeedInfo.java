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
 * @param end how far it is durable here
 * @param bytes length of all its batches
 */
public record FeedInfo(FeedId id, PeerKey key, RunId run, FeedHead end, long bytes) {}
