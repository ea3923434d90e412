package io.muster.events.provider;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.delivery.RecipientNode.Needs;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A handler may be called while the disk takes its event; the receipt waits until event and payload
 * are on disk, since others drop them by it. Confined to the topic's thread.
 */
final class HeldReceipts {
  private final TopicCore core;
  private final Bodies bodies;
  private final Deque<Held> waiting = new ArrayDeque<>();
  private final Deque<Held> ready = new ArrayDeque<>();

  private record Held(Add add, Needs needs, Runnable write) {}

  HeldReceipts(TopicCore core, Bodies bodies) {
    this.core = core;
    this.bodies = bodies;
  }

  /** Writes a receipt when what it needs is on disk, in the order of the calls. */
  CompletionStage<Void> whenDurable(Add add, Needs needs, Supplier<CompletionStage<?>> write) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(new Held(add, needs, () -> write(write, done)));
    release();
    return done;
  }

  private static void write(Supplier<CompletionStage<?>> write, CompletableFuture<Void> done) {
    write
        .get()
        .whenComplete(
            (at, failure) -> {
              if (failure == null) {
                done.complete(null);
              } else {
                done.completeExceptionally(failure);
              }
            });
  }

  /** Writes those that need not wait any more; what the disk did not take holds up no other. */
  void release() {
    for (Iterator<Held> held = waiting.iterator(); held.hasNext(); ) {
      Held next = held.next();
      if (isDurable(next)) {
        held.remove();
        ready.add(next);
      }
    }
    for (Held next = ready.poll(); next != null; next = ready.poll()) {
      next.write().run();
    }
  }

  /**
   * A failed write releases nothing: what the disk did not take is fetched again. What was settled
   * meanwhile, by another machine with this key, needs nothing here.
   */
  private boolean isDurable(Held next) {
    return isDurable(next.add())
        && (next.needs() == Needs.EVENT || isDurable(next.add().bodyHash()));
  }

  private boolean isDurable(Hash body) {
    return bodies.isStored(body) || !bodies.isNeeded(body);
  }

  /** Where it was written first, or as a copy. */
  private boolean isDurable(Add add) {
    return core.feeds().isDurable(add.origin())
        || core.state()
            .isOverOrAdded(add.eventId(), core.self(), at -> !core.feeds().isForeseen(at));
  }
}
