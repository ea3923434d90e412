package io.muster.hub.signalhub.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * One event stream: what waits for it, and the pump that writes it out without ever blocking. Drop
 * rule: a subscriber for whom more would wait than the limit is closed and loses what waits; it
 * must connect again. Nobody else is held up or loses anything.
 */
final class Subscriber {
  private final String address;
  private final Set<ChannelName> channels;
  private final Outlet outlet;
  private final int maxQueueBytes;
  private final Deque<byte[]> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean open;
  private boolean closed;
  private boolean pumping;
  private boolean again;
  private boolean unflushed = true;

  Subscriber(String address, Set<ChannelName> channels, Outlet outlet, int maxQueueBytes) {
    this.address = address;
    this.channels = Set.copyOf(channels);
    this.outlet = outlet;
    this.maxQueueBytes = maxQueueBytes;
  }

  String address() {
    return address;
  }

  Set<ChannelName> channels() {
    return channels;
  }

  /** The outlet can be used from now on. */
  void opened() {
    synchronized (queue) {
      open = true;
    }
    pump();
  }

  /**
   * Adds a frame and writes what can be written.
   *
   * @return false if the subscriber is too slow or gone; it takes nothing more
   */
  boolean send(byte[] frame) {
    synchronized (queue) {
      if (closed) {
        return false;
      }
      if (queuedBytes + frame.length > maxQueueBytes) {
        closed = true;
        queue.clear();
        queuedBytes = 0;
      } else {
        queue.add(frame);
        queuedBytes += frame.length;
      }
    }
    pump();
    synchronized (queue) {
      return !closed;
    }
  }

  /** Ends the stream; repeatable. What waits is lost. */
  void close() {
    synchronized (queue) {
      closed = true;
      queue.clear();
      queuedBytes = 0;
    }
    pump();
  }

  /** Writes while the outlet takes something; called by whoever adds, and by the container. */
  void pump() {
    synchronized (queue) {
      again = true;
      if (pumping || !open) {
        return;
      }
      pumping = true;
    }
    try {
      while (step()) {
        // Each step writes, flushes or ends; none blocks.
      }
    } catch (IOException | RuntimeException e) {
      synchronized (queue) {
        closed = true;
      }
      // The outlet is broken: pumping stays set, so that nobody touches it any more.
      outlet.complete();
    }
  }

  /** Returns false if there is nothing to do before the next call of pump. */
  private boolean step() throws IOException {
    byte[] frame;
    boolean last;
    boolean ready = outlet.isReady();
    synchronized (queue) {
      last = closed;
      if (!last && (!ready || queue.isEmpty() && !unflushed)) {
        pumping = again;
        again = false;
        return pumping;
      }
      frame = queue.poll();
      queuedBytes -= frame == null ? 0 : frame.length;
    }
    if (last) {
      outlet.complete();
      return false;
    }
    if (frame == null) {
      outlet.flush();
    } else {
      outlet.write(frame);
    }
    unflushed = frame != null;
    return true;
  }
}
