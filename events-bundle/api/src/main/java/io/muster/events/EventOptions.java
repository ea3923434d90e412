package io.muster.events;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an event is added. Immutable; begin with {@link #defaults}.
 *
 * @param timeToLive after this time it is no longer started; empty: the topic's maximum
 * @param notBefore it is not handed over earlier, nor is what is behind it for the same user
 * @param dedupeKey adding with a known key returns the event that is there; at most 256 characters
 * @param type what kind of event it is, for the handler, encrypted; at most 256 characters
 * @param replicas how many members must confirm before the stage completes; 0: durable here
 */
public record EventOptions(
    Optional<Duration> timeToLive,
    Optional<Instant> notBefore,
    Optional<String> dedupeKey,
    String type,
    int replicas) {
  /** Longest dedupe key and longest type, in characters. */
  public static final int MAX_TEXT = 256;

  /** Highest number of replicas that can be asked for. */
  public static final int MAX_REPLICAS = 16;

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public EventOptions {
    if (replicas < 0 || replicas > MAX_REPLICAS) {
      throw new IllegalArgumentException("replicas is 0 to " + MAX_REPLICAS + ", not " + replicas);
    }
    if (timeToLive.filter(t -> t.isNegative() || t.isZero()).isPresent()) {
      throw new IllegalArgumentException("timeToLive is more than 0, not " + timeToLive.get());
    }
    if (type.length() > MAX_TEXT || dedupeKey.filter(k -> k.length() > MAX_TEXT).isPresent()) {
      throw new IllegalArgumentException(
          "type and dedupeKey have at most " + MAX_TEXT + " characters");
    }
  }

  /**
   * Returns the defaults: durable here, the topic's maximum age, no dedupe key, empty type.
   *
   * @return the defaults
   */
  public static EventOptions defaults() {
    return new EventOptions(Optional.empty(), Optional.empty(), Optional.empty(), "", 0);
  }

  /**
   * Returns a copy with another time to live.
   *
   * @param value more than 0
   * @return the copy
   */
  public EventOptions withTimeToLive(Duration value) {
    return new EventOptions(Optional.of(value), notBefore, dedupeKey, type, replicas);
  }

  /**
   * Returns a copy that is not handed over before a time.
   *
   * @param value the time
   * @return the copy
   */
  public EventOptions withNotBefore(Instant value) {
    return new EventOptions(timeToLive, Optional.of(value), dedupeKey, type, replicas);
  }

  /**
   * Returns a copy with a dedupe key.
   *
   * @param value at most 256 characters
   * @return the copy
   */
  public EventOptions withDedupeKey(String value) {
    return new EventOptions(timeToLive, notBefore, Optional.of(value), type, replicas);
  }

  /**
   * Returns a copy with a type.
   *
   * @param value at most 256 characters
   * @return the copy
   */
  public EventOptions withType(String value) {
    return new EventOptions(timeToLive, notBefore, dedupeKey, value, replicas);
  }

  /**
   * Returns a copy that waits for replicas.
   *
   * @param value how many members must confirm, 0 to 16
   * @return the copy
   */
  public EventOptions withReplicas(int value) {
    return new EventOptions(timeToLive, notBefore, dedupeKey, type, value);
  }

  /** Shows neither type nor dedupe key, which must not get into logs by accident. */
  @Override
  public String toString() {
    return "EventOptions[timeToLive "
        + timeToLive
        + ", notBefore "
        + notBefore
        + ", replicas "
        + replicas
        + "]";
  }
}
