package io.muster.events.provider.delivery;

import java.time.Duration;
import java.util.Optional;

/** How a call of a handler ended. */
sealed interface Verdict {
  /** Returns, for people, why it is not done; empty if it is. */
  String reason();

  /** It is done. */
  record Consumed(Optional<String> result) implements Verdict {
    @Override
    public String reason() {
      return "";
    }

    /** Shows nothing secret. */
    @Override
    public String toString() {
      return "Consumed";
    }
  }

  /** It will never work. */
  record Rejected(String reason) implements Verdict {
    /** Shows nothing secret. */
    @Override
    public String toString() {
      return "Rejected";
    }
  }

  /** The handler asks for another call later. */
  record Later(Duration after) implements Verdict {
    @Override
    public String reason() {
      return "The handler asked to be called again";
    }
  }

  /** The handler threw, or was silent beyond its lease. */
  record Failed(String reason) implements Verdict {}
}
