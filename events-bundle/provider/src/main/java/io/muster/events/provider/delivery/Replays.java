package io.muster.events.provider.delivery;

import io.muster.events.provider.thread.Timers;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The dead letters that an operator wants to have handled once more and that wait for the handler.
 * Stages fail with {@link IllegalStateException} if that is not possible. Confined to the topic's
 * thread.
 */
final class Replays {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Timers timers;
  private final Deque<Wish> waiting = new ArrayDeque<>();

  /** A letter, and who waits for what becomes of it: whether it is gone. */
  record Wish(Letter letter, CompletableFuture<Boolean> done) {
    void fail(String why) {
      done.completeExceptionally(new IllegalStateException(why));
    }
  }

  Replays(Timers timers) {
    this.timers = timers;
  }

  CompletionStage<Boolean> ask(Letter letter) {
    Wish wish = new Wish(letter, new CompletableFuture<>());
    if (waiting.stream().anyMatch(other -> other.letter().id().equals(letter.id()))) {
      wish.fail("it is being replayed already");
      return wish.done();
    }
    waiting.add(wish);
    Timers.Timer end =
        timers.schedule(
            PATIENCE,
            () -> {
              if (waiting.remove(wish)) {
                wish.fail("no handler became free within " + PATIENCE.toSeconds() + " s");
              }
            });
    wish.done().whenComplete((gone, failure) -> end.cancel());
    return wish.done();
  }

  /** Takes the first that may be called now. */
  Optional<Wish> take(Predicate<PeerKey> free) {
    for (Iterator<Wish> all = waiting.iterator(); all.hasNext(); ) {
      Wish wish = all.next();
      if (free.test(wish.letter().key().recipient())) {
        all.remove();
        return Optional.of(wish);
      }
    }
    return Optional.empty();
  }

  void stop() {
    waiting.forEach(wish -> wish.fail("the topic is being closed"));
    waiting.clear();
  }
}
