package io.muster.events;

import java.time.Instant;
import java.util.Optional;

/**
 * A receipt as the server's handler gets it.
 *
 * @param id the event
 * @param topic the topic's name
 * @param type as it was added
 * @param json the payload from the server's own copy, never the client's echo; empty if the server
 *     has lost it, or had dropped it because an earlier receipt was settled
 * @param outcome how it ended at the client
 * @param result the client's result or reason, if it gave one
 * @param attempts how often the client's handler was called, 0 or more
 * @param createdAt when the event was added
 * @param redelivered whether this receipt may have been handed over before
 * @param late whether it came after the event had expired or was cancelled here
 * @param revised whether an earlier receipt with another outcome was settled: a dead letter was
 *     replayed, or a second device of the user did better
 */
public record ConsumedEvent(
    EventId id,
    String topic,
    String type,
    Optional<String> json,
    Outcome outcome,
    Optional<String> result,
    int attempts,
    Instant createdAt,
    boolean redelivered,
    boolean late,
    boolean revised) {
  /** How an event ended at the client; if receipts differ, the first here counts. */
  public enum Outcome {
    /** The handler consumed it. */
    OK,
    /** The handler rejected it. */
    REJECTED,
    /** Given up after too many attempts. */
    DEAD,
    /** Expired before a handler was started. */
    EXPIRED,
    /** It could not be decrypted. */
    UNREADABLE
  }

  /** Shows neither type, payload nor result, which must not get into logs by accident. */
  @Override
  public String toString() {
    return "ConsumedEvent[" + id + ", topic " + topic + ", " + outcome + ", " + attempts + "]";
  }
}
