package io.muster.events;

import io.muster.peer.PeerKey;
import java.time.Instant;

/**
 * What was given up after too many attempts and is kept for an operator: on a client an event, on
 * the server a receipt that its handler did not acknowledge.
 *
 * @param id the event
 * @param user its recipient
 * @param attempts how often the handler was called, replays included
 * @param reason why the last call failed, perhaps empty, at most 4096 bytes of UTF-8
 * @param createdAt when the event was added, by the server's clock
 * @param diedAt when it was given up, by this node's clock
 * @param expiresAt when the event ends: it is not replayed later
 * @param bytes length of the encrypted payload, 0 if the node has none
 */
public record DeadLetter(
    EventId id,
    PeerKey user,
    int attempts,
    String reason,
    Instant createdAt,
    Instant diedAt,
    Instant expiresAt,
    int bytes) {}
