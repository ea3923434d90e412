package io.muster.hub;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a peer.
 *
 * @param key who
 * @param state the state of the connection
 * @param routes addresses at which it can be reached, best first
 * @param wanted whether somebody asked for it
 * @param attempts failed attempts since the last success, 0 or more
 * @param since since when it is in this state
 * @param nextAttempt not before when it is dialled next; present only in {@link State#BACKOFF}
 * @param lastError why the last attempt failed or the last connection ended, if there was one
 */
public record PeerStatus(
    PeerKey key,
    State state,
    List<PeerAddress> routes,
    boolean wanted,
    int attempts,
    Instant since,
    Optional<Instant> nextAttempt,
    Optional<String> lastError) {
  /** The state of the connection to a peer. */
  public enum State {
    /** Not connected, may be dialled. */
    IDLE,
    /** Being dialled. */
    CONNECTING,
    /** Connected. */
    CONNECTED,
    /** Failed; waits for the next attempt. */
    BACKOFF
  }
}
