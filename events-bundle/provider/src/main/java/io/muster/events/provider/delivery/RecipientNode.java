package io.muster.events.provider.delivery;

import io.muster.events.Event;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.delivery.Opening.Readable;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.OrderKey;
import io.muster.peer.PeerKey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a recipient's lane needs of its node. */
public interface RecipientNode {
  /** Returns whose lane it is. */
  PeerKey self();

  /** Returns the first live event for this node; it may be one that is being finished. */
  Optional<EventFacts> first();

  /** Returns the first live event behind a place in the lane. */
  Optional<EventFacts> after(OrderKey place);

  /** Returns the first place in the lane that an event was given since this was asked. */
  Optional<OrderKey> takePlaced();

  /** Returns where the last live event for this node stands. */
  Optional<OrderKey> last();

  /** Returns the length of the batching window, in ms. */
  int pauseMs();

  /** Returns how the event ended here before, or that it is too old to know; not to be run. */
  Optional<Outcome> before(EventFacts facts);

  /** Decrypts. */
  Opening open(EventFacts facts);

  /** Decrypts what was given up. */
  Opening open(Letter letter);

  /** Names topic and server of an event. */
  Event describe(Readable content, int attempt);

  /** What must be on disk before a receipt leaves: others drop what they have by it. */
  enum Needs {
    /** The event and its payload, which the handler was given. */
    PAYLOAD,
    /** The event: the handler was not called for it. */
    EVENT,
    /** Nothing that is not there: it was given up, and a receipt has left before. */
    NOTHING
  }

  /**
   * Writes CONSUMED, as soon as what it needs is on disk, and keeps what is DEAD before; completes
   * on the topic's thread when it is durable.
   */
  CompletionStage<?> write(Add add, Outcome outcome, Needs needs);

  /** No further receipt is to be expected soon: those written so far need not wait for more. */
  void idle();

  /** Keeps what was replayed in vain; completes as does {@link #write}. */
  CompletionStage<?> keep(Letter letter);

  /** Keeps in mind, from the second attempt on, how often the head was tried. */
  void remember(Attempts attempts);
}
