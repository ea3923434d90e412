package io.muster.example;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventState;
import io.muster.events.TopicStatus;
import io.muster.peer.PeerKey;
import java.util.Optional;

/** The books of a shop or branch. */
public interface Ledger {
  /**
   * Books an order, unless it is in the books already.
   *
   * @param order the order
   * @return whether it is new
   */
  boolean book(Event order);

  /**
   * Notes what a branch did with an order.
   *
   * @param branch which branch
   * @param order the order and what became of it
   */
  void receipt(PeerKey branch, ConsumedEvent order);

  /**
   * Notes that an order is about to be added.
   *
   * @param key what the order is called in its file
   * @param branch for whom
   * @param json the order
   */
  void attempted(String key, PeerKey branch, String json);

  /**
   * Notes that an order was added durably.
   *
   * @param key what it is called in its file
   * @param id what it is called from now on
   * @param state what is known of it
   */
  void added(String key, EventId id, Optional<EventState> state);

  /**
   * Notes that an order was refused for now and is added again.
   *
   * @param key what it is called in its file
   * @param refusal why
   */
  void deferred(String key, Exception refusal);

  /**
   * Notes that an order was refused for good.
   *
   * @param key what it is called in its file
   * @param failure why
   */
  void failed(String key, Throwable failure);

  /**
   * Notes how far a node is.
   *
   * @param status its numbers
   */
  void status(TopicStatus status);
}
