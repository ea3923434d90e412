package io.muster.events;

import io.muster.peer.PeerKey;

/**
 * What the server knows of an event that it has added.
 *
 * @param id the event
 * @param user the recipient
 * @param bodyHash SHA-256 of the encrypted payload, 64 lower-case hexadecimal digits: under this
 *     name the replicas keep it
 * @param replicas members, other than this node, that are known to have entry and body
 * @param consumed whether a receipt is here
 * @param settled whether the receipt was processed
 */
public record EventState(
    EventId id, PeerKey user, String bodyHash, int replicas, boolean consumed, boolean settled) {}
