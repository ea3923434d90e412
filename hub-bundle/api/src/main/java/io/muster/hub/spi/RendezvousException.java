package io.muster.hub.spi;

import io.muster.peer.MusterException;
import java.time.Duration;
import java.util.Optional;

/** A hub could not be reached, or did not take a message. */
public class RendezvousException extends MusterException {
  private static final long serialVersionUID = 1L;

  /** What the hub asked for. */
  private final transient Duration retryAfter;

  /**
   * Makes an exception.
   *
   * @param message what was seen: address, status, time
   * @param retryAfter how long the hub asks to be left alone, or null if it said nothing
   * @param cause the cause, or null if there is none
   */
  public RendezvousException(String message, Duration retryAfter, Throwable cause) {
    super(Problem.retryable("MUSTER-HUB-0001", ""), message, cause);
    this.retryAfter = retryAfter;
  }

  /**
   * Returns how long the hub asks to be left alone.
   *
   * @return the time, or empty if it said nothing
   */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
