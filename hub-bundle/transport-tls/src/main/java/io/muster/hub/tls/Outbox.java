package io.muster.hub.tls;

import io.muster.hub.spi.LinkException;
import io.muster.hub.spi.LinkException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Messages that wait to leave, in order; bounded, and all answered when the link ends. */
final class Outbox {
  /** The caller is to wait for its stages; who lets more than this pile up loses the link. */
  static final int MAX_WAITING = 4096;

  private final Deque<Item> items = new ArrayDeque<>();
  private String sealed;

  /** A message, of which nobody moves the position, and what to complete when it has left. */
  record Item(ByteBuffer message, CompletableFuture<Void> sent) {}

  /** Adds a message; false if the box is full. After the end the item fails at once. */
  boolean add(Item item) {
    String reason;
    synchronized (items) {
      reason = sealed;
      if (reason == null) {
        if (items.size() >= MAX_WAITING) {
          return false;
        }
        items.add(item);
        items.notifyAll();
        return true;
      }
    }
    item.sent().completeExceptionally(ended(reason));
    return true;
  }

  /** Waits for messages and takes as many as wait, up to so many bytes; empty after the end. */
  List<Item> take(int bytes) throws InterruptedException {
    synchronized (items) {
      while (items.isEmpty() && sealed == null) {
        items.wait();
      }
      List<Item> taken = new ArrayList<>();
      int size = 0;
      while (!items.isEmpty() && size < bytes) {
        Item item = items.remove();
        size += item.message().remaining();
        taken.add(item);
      }
      return taken;
    }
  }

  /** Ends the box: what waits fails, and so does whatever comes later. */
  void seal(String reason) {
    Deque<Item> left;
    synchronized (items) {
      if (sealed != null) {
        return;
      }
      sealed = reason;
      left = new ArrayDeque<>(items);
      items.clear();
      items.notifyAll();
    }
    left.forEach(item -> item.sent().completeExceptionally(ended(reason)));
  }

  static LinkException ended(String reason) {
    return new LinkException(Reason.CLOSED, "The link has ended: " + reason, null);
  }
}
