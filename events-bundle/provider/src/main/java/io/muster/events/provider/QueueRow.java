package io.muster.events.provider;

import io.muster.events.EventId;
import io.muster.peer.PeerKey;
import java.util.Optional;

/**
 * One lane for people: on a client its own, on a server one for each user for whom something waits.
 *
 * @param user whose lane
 * @param head the event that is next
 * @param state what it waits for
 * @param attempts how often its handler was called in vain
 * @param backlog events that are not consumed
 * @param unsettled receipts that the server has not settled
 * @param lagMs how long ago the head was added, ms
 * @param replicas on a server: how many members, besides it, are known to have the head
 */
record QueueRow(
    PeerKey user,
    Optional<EventId> head,
    State state,
    int attempts,
    long backlog,
    long unsettled,
    long lagMs,
    int replicas) {
  /** What a lane waits for. */
  enum State {
    /** Nothing: it is empty. */
    EMPTY,
    /** The handler's answer. */
    RUNNING,
    /** On a client: a handler. */
    NO_HANDLER,
    /** The time of the next attempt. */
    RETRY,
    /** The payload, or what comes before it. */
    BODY_MISSING,
    /** Its time, the batching window or, on a server, the user. */
    WAITING
  }
}
