package io.muster.events;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a server that has lost its disk, or never had one, has got back from its members.
 *
 * @param since when it began; empty if the server is not recovering
 * @param expected members that its own old feeds name
 * @param heard how many of them have given all they have since then
 * @param found events of which something was found
 * @param missingBodies events whose payload is needed and not here, at most {@value #MAX_NAMED}
 */
public record RecoveryStatus(
    Optional<Instant> since, int expected, int heard, long found, List<EventId> missingBodies) {
  /** Most events that are named. */
  public static final int MAX_NAMED = 1_000;

  /** Copies the list. */
  public RecoveryStatus {
    missingBodies = List.copyOf(missingBodies);
  }

  /**
   * Says whether the server still waits for members to give back what it wrote.
   *
   * @return true until all are heard, 24 h are over, or an operator ends it
   */
  public boolean isRecovering() {
    return since.isPresent();
  }
}
