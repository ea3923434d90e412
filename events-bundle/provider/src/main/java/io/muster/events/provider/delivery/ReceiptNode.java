package io.muster.events.provider.delivery;

import io.muster.events.ConsumedEvent;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Receipt;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the lanes of receipts need of their node. */
public interface ReceiptNode {
  /**
   * Puts together what the handler gets.
   *
   * @param receipt the one that counts now
   * @param tried whether it may have been handed over before
   * @param waited whether the body was waited for
   * @return empty if the body is not here yet
   */
  Optional<ConsumedEvent> describe(
      EventFacts facts, Receipt receipt, boolean tried, boolean waited);

  /** Says whether a receipt may be handed over now; if not, it is offered again later. */
  boolean isDue(EventFacts facts);

  /** Puts together what the handler gets of a receipt that was given up. */
  ConsumedEvent describe(Letter letter);

  /** Writes SETTLED; completes on the topic's thread when it is durable. */
  CompletionStage<?> settle(EventFacts facts, Receipt receipt, Settled.Outcome outcome);

  /** Keeps what is given up, then settles it as PARKED; completes as does {@link #settle}. */
  CompletionStage<?> park(EventFacts facts, Receipt receipt, int attempts, String reason);

  /** Settles what was given up and was acknowledged now; completes as does {@link #settle}. */
  CompletionStage<?> settle(Letter letter);

  /** Keeps what was replayed in vain; completes as does {@link #settle}. */
  CompletionStage<?> keep(Letter letter);
}
