package io.muster.events.provider;

import io.muster.events.DeadLetter;
import io.muster.events.EventId;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** What an operator may do with dead letters. Confined to the topic's thread. */
record DeadLetterDesk(
    TopicCore core, DeadLetters letters, Function<Letter, CompletionStage<Boolean>> again) {
  /** Reads the list; from then on it holds its bodies. */
  static DeadLetters open(TopicCore core, Bodies bodies) {
    TopicTools tools = core.tools();
    DeadLetters letters =
        new DeadLetters(
            new DeadLetters.Place(
                core.store().log("dead/" + core.feeds().topicId()),
                tools.threads().topic(),
                tools.log()),
            core.settings().deadLetters(),
            bodies::dropUnlessNeeded);
    bodies.alsoHeldBy(letters::holds);
    return letters;
  }

  List<DeadLetter> page(Optional<EventId> after, int limit) {
    return letters.page(after, limit).stream().map(DeadLetterDesk::shown).toList();
  }

  private static DeadLetter shown(Letter letter) {
    return new DeadLetter(
        letter.key().id(),
        letter.key().recipient(),
        letter.attempts(),
        letter.reason(),
        Instant.ofEpochMilli(letter.createdAt()),
        Instant.ofEpochMilli(letter.diedAt()),
        Instant.ofEpochMilli(letter.expiresAt()),
        letter.bodyLength());
  }

  CompletionStage<Boolean> replay(EventId id) {
    Letter letter = letters.find(id).orElseThrow(() -> Failures.noDeadLetter(id));
    if (!core.isServer() && core.now() >= letter.expiresAt()) {
      throw Failures.notReplayed(id, new IllegalStateException("it has expired: drop it"));
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    again
        .apply(letter)
        .whenComplete(
            (over, failure) -> {
              tidy();
              if (failure == null) {
                done.complete(over);
              } else {
                done.completeExceptionally(Failures.notReplayed(id, failure));
              }
            });
    return done;
  }

  CompletionStage<Void> drop(EventId id) {
    if (letters.find(id).isEmpty()) {
      throw Failures.noDeadLetter(id);
    }
    CompletionStage<Void> done = letters.drop(id);
    tidy();
    return done;
  }

  /** Writes the list anew if it is mostly history. */
  void tidy() {
    letters.tidy(id -> core.state().event(id, core.self()).filter(f -> !f.isOver()).isEmpty());
  }
}
