package io.muster.events.provider.sync;

import io.muster.hub.Channel;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * What waits to be sent on a channel. Small messages go first; batches and bodies are read from the
 * store only when the channel has room for them.
 */
final class Outbox {
  /** Bytes that the channel may hold for us before we wait. */
  static final int WINDOW = 256 * 1024;

  /** Most small messages and most orders that may wait. */
  static final int MAX_WAITING = 20_000;

  private final Channel channel;
  private final Executor topic;
  private final Deque<Message> small = new ArrayDeque<>();
  private final Deque<Supplier<Iterable<Message>>> orders = new ArrayDeque<>();
  private int underWay;
  private boolean closed;

  Outbox(Channel channel, Executor topic) {
    this.channel = channel;
    this.topic = topic;
  }

  /** Sends a small message. */
  void send(Message message) {
    if (small.size() >= MAX_WAITING) {
      channel.close("The peer does not take what it is told");
      closed = true;
    }
    small.add(message);
    pump();
  }

  /**
   * Sends what an order yields when there is room, again and again until it yields nothing.
   *
   * @return false if too many orders wait
   */
  boolean serve(Supplier<Iterable<Message>> order) {
    if (orders.size() >= MAX_WAITING) {
      return false;
    }
    orders.add(order);
    pump();
    return true;
  }

  void close() {
    closed = true;
    small.clear();
    orders.clear();
  }

  private void pump() {
    while (!closed && underWay < WINDOW && !small.isEmpty()) {
      post(small.poll());
    }
    while (!closed && underWay < WINDOW && !orders.isEmpty()) {
      Supplier<Iterable<Message>> order = orders.poll();
      boolean more = false;
      for (Message message : order.get()) {
        post(message);
        more = true;
      }
      if (more) {
        orders.add(order); // the next one has its turn
      }
    }
  }

  private void post(Message message) {
    ByteBuffer bytes = MessageCodec.encode(message);
    int size = bytes.remaining();
    underWay += size;
    channel.send(bytes).whenComplete((sent, failure) -> later(() -> taken(size, failure)));
  }

  private void taken(int size, Throwable failure) {
    underWay -= size;
    if (failure != null && !closed) {
      close();
      channel.close("Sending failed: " + failure.getMessage());
    } else {
      pump();
    }
  }

  private void later(Runnable task) {
    try {
      topic.execute(task);
    } catch (RejectedExecutionException e) {
      closed = true; // the topic is closing; it closes the channel
    }
  }
}
