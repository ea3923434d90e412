package io.muster.hub.provider.mux;

import io.muster.hub.provider.mux.MuxChannel.Outgoing;
import io.muster.hub.spi.Link;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What goes out over one link: control frames first, then one message of each channel in turn. The
 * queues are guarded by the lock; the link is called without it, by one thread at a time.
 */
final class Pump {
  /** Frames that may wait for a peer that does not read, before the link is given up. */
  static final int MAX_CONTROL = 4096;

  /** What may be with the link, not yet taken by the network, in bytes. */
  static final int MAX_WITH_LINK = 262_144;

  private final Link link;
  private final Object lock;
  private final ArrayDeque<Frame> control = new ArrayDeque<>();
  private final ArrayDeque<MuxChannel> turns = new ArrayDeque<>();
  private final Set<MuxChannel> inTurn = new HashSet<>();
  private long withLink;
  private boolean running;
  private boolean ended;

  Pump(Link link, Object lock) {
    this.link = link;
    this.lock = lock;
  }

  /** Queues a control frame, under the lock; false if too many wait. */
  boolean control(Frame frame) {
    if (ended) {
      return true;
    }
    control.add(frame);
    return control.size() <= MAX_CONTROL;
  }

  /** Gives a channel its turn if it can send, under the lock. */
  void ready(MuxChannel channel) {
    if (channel.sendable() && inTurn.add(channel)) {
      turns.add(channel);
    }
  }

  /** Nothing more is sent but the last frame, under the lock. */
  void end() {
    ended = true;
    control.clear();
    turns.clear();
    inTurn.clear();
  }

  /** Sends what may be sent; called without the lock. */
  void run() {
    synchronized (lock) {
      if (running) {
        return;
      }
      running = true;
    }
    Outgoing next = poll();
    while (next != null) {
      hand(next);
      next = poll();
    }
  }

  private Outgoing poll() {
    synchronized (lock) {
      Outgoing next = withLink < MAX_WITH_LINK ? choose() : null;
      if (next == null) {
        running = false;
      } else {
        withLink += next.charge();
      }
      return next;
    }
  }

  private Outgoing choose() {
    Frame frame = control.poll();
    if (frame != null) {
      return new Outgoing(frame.encode(), new CompletableFuture<>(), Runnable::run);
    }
    MuxChannel channel = turns.poll();
    if (channel == null) {
      return null;
    }
    inTurn.remove(channel);
    if (!channel.sendable()) {
      return choose();
    }
    Outgoing message = channel.next();
    ready(channel);
    return message;
  }

  private void hand(Outgoing message) {
    CompletionStage<Void> taken;
    try {
      taken = link.send(message.frame());
    } catch (RuntimeException e) {
      taken = CompletableFuture.failedFuture(e);
    }
    taken.whenComplete((nothing, error) -> taken(message, error));
  }

  private void taken(Outgoing message, Throwable error) {
    synchronized (lock) {
      withLink -= message.charge();
    }
    message.executor().execute(() -> complete(message.promise(), error));
    run();
  }

  private static void complete(CompletableFuture<Void> promise, Throwable error) {
    if (error == null) {
      promise.complete(null);
    } else {
      promise.completeExceptionally(error);
    }
  }
}
