package io.muster.events.provider;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.feed.EventFacts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
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

  private record Held(Add add, Runnable write) {}

  HeldReceipts(TopicCore core, Bodies bodies) {
    this.core = core;
    this.bodies = bodies;
  }

  /** Writes a receipt when its event is on disk, in the order of the calls. */
  CompletionStage<Void> whenDurable(Add add, Supplier<CompletionStage<?>> write) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(new Held(add, () -> write(write, done)));
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

  /** Writes those that need not wait any more. */
  void release() {
    while (!waiting.isEmpty() && isDurable(waiting.peek().add())) {
      waiting.poll().write().run();
    }
  }

  /** What is not known as an event any more, a letter or one that is over, has been on disk. */
  private boolean isDurable(Add add) {
    Optional<EventFacts> facts = core.state().event(add.eventId(), core.self());
    boolean isStored =
        facts.isEmpty()
            || facts.get().outlines().isEmpty()
            || facts.get().outlines().stream().anyMatch(v -> core.feeds().isDurable(v.at()));
    return isStored && !bodies.isUnderWay(add.bodyHash());
  }
}
