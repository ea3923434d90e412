package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;

/**
 * Names an event for one recipient.
 *
 * @param id the event
 * @param recipient for whom
 */
public record EventKey(EventId id, PeerKey recipient) {}
