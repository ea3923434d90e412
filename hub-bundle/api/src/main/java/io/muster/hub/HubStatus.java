package io.muster.hub;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/**
 * How a hub is.
 *
 * @param address its canonical address
 * @param state the state of the connection
 * @param attempts failed attempts since the last success, 0 or more
 * @param nextAttempt when it is tried next; present only in {@link State#BACKOFF}
 * @param lastError what went wrong last, if anything did
 */
public record HubStatus(
    URI address,
    State state,
    int attempts,
    Optional<Instant> nextAttempt,
    Optional<String> lastError) {
  /** The state of the connection to a hub. */
  public enum State {
    /** Known, not tried yet. */
    DISCONNECTED,
    /** Being connected. */
    CONNECTING,
    /** Subscribed: peers can be learned and this node is announced. */
    CONNECTED,
    /** Failed; waits for the next attempt. */
    BACKOFF
  }
}
