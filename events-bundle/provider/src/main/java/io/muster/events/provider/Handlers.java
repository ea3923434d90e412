package io.muster.events.provider;

import io.muster.events.ConsumedHandler;
import io.muster.events.EventHandler;
import io.muster.events.provider.delivery.HandlerBoard;

/**
 * The users' handlers of one topic. Any thread.
 *
 * @param events of a client
 * @param receipts of a server
 */
record Handlers(HandlerBoard<EventHandler> events, HandlerBoard<ConsumedHandler> receipts) {
  static Handlers none() {
    return new Handlers(new HandlerBoard<>(), new HandlerBoard<>());
  }

  void whenChanged(Runnable task) {
    events.whenChanged(task);
    receipts.whenChanged(task);
  }
}
