package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.crypto.UnreadableException;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.Outcome;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Receipt;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes the receipts of this node, in the order of its lane. Confined to the topic's thread. */
final class ReceiptWriter {
  private final TopicCore core;
  private final DeadLetters letters;

  /** Others wait for a letter under way. */
  private CompletableFuture<?> begun = CompletableFuture.completedFuture(null);

  ReceiptWriter(TopicCore core, DeadLetters letters) {
    this.core = core;
    this.letters = letters;
  }

  /** Writes a receipt; what is DEAD becomes a dead letter first. */
  CompletionStage<?> write(Add add, Outcome outcome) {
    boolean dead = outcome.kind() == ConsumedEvent.Outcome.DEAD;
    if (begun.isDone() && !dead) {
      return append(add, outcome);
    }
    CompletableFuture<?> ready = begun.handle((before, failure) -> before);
    if (dead) {
      ready = ready.thenCompose(before -> letters.keep(letter(add, outcome)));
    }
    CompletableFuture<CompletionStage<?>> mine = ready.thenApply(kept -> append(add, outcome));
    begun = mine;
    return mine.thenCompose(written -> written);
  }

  private Letter letter(Add add, Outcome outcome) {
    return new Letter(
        new EventKey(add.eventId(), core.self()),
        core.now(),
        outcome.attempts(),
        outcome.text().orElse(""),
        Optional.of(add),
        core.state().context(add.contextId()),
        Optional.empty());
  }

  /** Makes a letter of a receipt that an earlier run wrote and whose own list is lost. */
  Letter letter(Add add, Receipt receipt) {
    return letter(
        add, new Outcome(receipt.entry().outcome(), receipt.entry().attempts(), Optional.empty()));
  }

  CompletionStage<?> keep(Letter letter) {
    return letters.keep(letter);
  }

  private CompletionStage<?> append(Add add, Outcome outcome) {
    Bytes result =
        outcome
            .text()
            .filter(text -> !text.isEmpty())
            .flatMap(text -> sealed(add, text))
            .orElse(Bytes.EMPTY);
    return core.writer()
        .append(
            new Consumed(
                core.server(),
                add.eventId(),
                add.origin(),
                add.bodyHash(),
                outcome.kind(),
                outcome.attempts(),
                result,
                Bytes.EMPTY));
  }

  private Optional<Bytes> sealed(Add add, String text) {
    Optional<Lane> lane =
        core.state()
            .context(add.contextId())
            .or(() -> letters.find(add.eventId()).flatMap(Letter::lane));
    try {
      return lane.map(l -> core.sealer().sealResult(core.writer().feedId(), add, l, text));
    } catch (UnreadableException e) {
      return Optional.empty(); // there is no secret to seal it with; the outcome says enough
    }
  }
}
