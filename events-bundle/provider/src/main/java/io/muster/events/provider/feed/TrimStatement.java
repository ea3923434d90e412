package io.muster.events.provider.feed;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;

/**
 * A TRIM and where it stands.
 *
 * @param author who wrote it
 * @param at where
 * @param through the feed, and how far all of it is dead or copied
 */
public record TrimStatement(PeerKey author, Position at, FeedHead through) {}
