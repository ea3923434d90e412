package io.muster.events.provider.delivery;

import io.muster.events.ConsumedEvent;
import java.util.Optional;

/**
 * How an event ended at its recipient.
 *
 * @param kind how
 * @param attempts how often the handler was called
 * @param text the result or the reason
 */
public record Outcome(ConsumedEvent.Outcome kind, int attempts, Optional<String> text) {
  static Outcome ok(int attempts, Optional<String> result) {
    return new Outcome(ConsumedEvent.Outcome.OK, attempts, result);
  }

  static Outcome rejected(int attempts, String reason) {
    return new Outcome(ConsumedEvent.Outcome.REJECTED, attempts, Optional.of(reason));
  }

  /** Shows nothing secret. */
  @Override
  public String toString() {
    return "Outcome[" + kind + ", " + attempts + "]";
  }
}
