package io.muster.events.provider.delivery;

import java.time.Duration;
import java.util.Optional;

/** How a call of a handler ended. */
sealed interface Verdict {
  /** It is done. */
  record Consumed(Optional<String> result) implements Verdict {}

  /** It will never work. */
  record Rejected(String reason) implements Verdict {}

  /** The handler asks for another call later. */
  record Later(Duration after) implements Verdict {}

  /** The handler threw, or was silent beyond its lease. */
  record Failed(String reason) implements Verdict {}
}
