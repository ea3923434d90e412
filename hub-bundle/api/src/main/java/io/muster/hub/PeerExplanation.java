package io.muster.hub;

import io.muster.peer.PeerKey;
import java.time.Instant;
import java.util.Optional;

/**
 * Why a peer is connected, or is not.
 *
 * @param key who
 * @param reason why, for programs
 * @param text why, for people: with numbers, and what would change it
 * @param nextAttempt not before when it is dialled; present only for {@link Reason#BACKOFF} and
 *     {@link Reason#COOLING}
 */
public record PeerExplanation(
    PeerKey key, Reason reason, String text, Optional<Instant> nextAttempt) {
  /** Why a peer is connected, or is not. */
  public enum Reason {
    /** It is connected. */
    CONNECTED,
    /** It is being dialled. */
    CONNECTING,
    /** It is this node itself. */
    SELF,
    /** It is blocked. */
    BLOCKED,
    /** Nothing is known of it: neither staged nor announced nor wanted. */
    UNKNOWN,
    /** No address of it is known. */
    NO_ADDRESS,
    /** It has addresses, but none is on the bench. */
    NOT_STAGED,
    /** It has addresses, but no transport that is installed can dial them. */
    NO_TRANSPORT,
    /** Attempts failed; it waits for the next one. */
    BACKOFF,
    /** It was connected a moment ago and waits, though nothing failed. */
    COOLING,
    /** There are enough connections, and nobody wants it: it waits for its turn. */
    ENOUGH,
    /** No slot is free for it. */
    FULL,
    /** It is dialled as soon as a dial that is under way ends. */
    QUEUED
  }
}
