package io.muster.events;

import io.muster.peer.PeerKey;
import java.time.Instant;

/**
 * An event as its recipient's handler gets it.
 *
 * @param id stable over retries and restarts
 * @param topic the topic's name
 * @param server who added it
 * @param type as the server gave it, perhaps empty
 * @param json the payload, byte for byte as the server gave it
 * @param createdAt when it was added, by the server's clock
 * @param attempt 1 for the first call, more after a retry or a crash
 */
public record Event(
    EventId id,
    String topic,
    PeerKey server,
    String type,
    String json,
    Instant createdAt,
    int attempt) {
  /** Shows neither type nor payload, which must not get into logs by accident. */
  @Override
  public String toString() {
    return "Event[" + id + ", topic " + topic + ", attempt " + attempt + "]";
  }
}
