package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.Sealer;
import io.muster.events.provider.crypto.UnreadableException;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.ReceiptNode;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Receipt;
import io.muster.events.provider.feed.Variant;
import io.muster.events.provider.recovery.Recovery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Receipts as the server's handler sees them. Confined to the topic's thread. */
final class ServerReceipts implements ReceiptNode {
  private final TopicCore core;
  private final Bodies bodies;
  private final Recovery recovery;
  private final DeadLetters letters;

  ServerReceipts(TopicCore core, Bodies bodies, Recovery recovery, DeadLetters letters) {
    this.letters = letters;
    this.core = core;
    this.bodies = bodies;
    this.recovery = recovery;
  }

  @Override
  public boolean isDue(EventFacts facts) {
    return recovery.isDue(facts);
  }

  @Override
  public Optional<ConsumedEvent> describe(
      EventFacts facts, Receipt from, boolean tried, boolean waited) {
    Optional<Add> add = added(facts, from.entry());
    Optional<byte[]> body = add.flatMap(a -> bodies.read(a.bodyHash()));
    if (add.isPresent() && body.isEmpty() && !(waited && isLost(add.get()))) {
      return Optional.empty();
    }
    Optional<Lane> lane = add.flatMap(a -> core.state().context(a.contextId()));
    Optional<Content> content =
        add.flatMap(a -> lane.flatMap(l -> body.flatMap(b -> read(a, l, b))));
    long createdAt = add.map(Add::createdAt).orElse(settledAt(facts));
    Optional<Settled> before = facts.settled();
    boolean late = before.filter(s -> s.receipt().equals(Position.NONE)).isPresent();
    return Optional.of(
        described(from, content, createdAt, new Past(tried, late, before.isPresent() && !late)));
  }

  @Override
  public ConsumedEvent describe(Letter letter) {
    Optional<byte[]> body = letter.add().flatMap(add -> bodies.read(add.bodyHash()));
    Optional<Content> content =
        letter.add().flatMap(a -> letter.lane().flatMap(l -> body.flatMap(b -> read(a, l, b))));
    Past past = new Past(true, false, false);
    return described(letter.receipt().orElseThrow(), content, letter.createdAt(), past);
  }

  private record Past(boolean redelivered, boolean late, boolean revised) {}

  private ConsumedEvent described(
      Receipt from, Optional<Content> content, long createdAt, Past past) {
    Consumed receipt = from.entry();
    return new ConsumedEvent(
        receipt.eventId(),
        core.settings().topic(),
        content.map(Content::type).orElse(""),
        content.map(Content::json),
        receipt.outcome(),
        result(receipt),
        receipt.attempts(),
        Instant.ofEpochMilli(createdAt),
        past.redelivered(),
        past.late(),
        past.revised());
  }

  /** While recovering, a member that is not here yet may have it. */
  private boolean isLost(Add add) {
    return !recovery.isRecovering() || add.origin().feed().equals(core.writer().feedId());
  }

  /** The server's own ADD, if possible the one that the client ran. */
  private static Optional<Add> added(EventFacts facts, Consumed receipt) {
    List<Variant> variants = facts.variants();
    for (Variant variant : variants) {
      if (variant.add().bodyHash().equals(receipt.bodyHash())) {
        return Optional.of(variant.add());
      }
    }
    return variants.isEmpty() ? Optional.empty() : Optional.of(variants.get(0).add());
  }

  private static long settledAt(EventFacts facts) {
    return facts.settled().map(Settled::createdAt).orElse(0L);
  }

  private Optional<Content> read(Add add, Lane lane, byte[] body) {
    Optional<Content> known = bodies.text(add.bodyHash());
    if (known.isPresent()) {
      return known;
    }
    try {
      return Optional.of(core.sealer().openOwn(add, lane, body));
    } catch (UnreadableException e) {
      core.tools().log().warn("The own event {} cannot be read", add.eventId(), e);
      return Optional.empty();
    }
  }

  private Optional<String> result(Consumed receipt) {
    if (receipt.result().isEmpty()) {
      return Optional.empty();
    }
    try {
      return core.state()
          .context(Sealer.resultContext(receipt))
          .map(lane -> core.sealer().openResult(receipt, lane));
    } catch (UnreadableException e) {
      core.tools().log().warn("The result of event {} cannot be read", receipt.eventId(), e);
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<?> settle(EventFacts facts, Receipt receipt, Settled.Outcome outcome) {
    long createdAt = added(facts, receipt.entry()).map(Add::createdAt).orElse(settledAt(facts));
    return append(facts.key(), createdAt, receipt, outcome);
  }

  private CompletionStage<?> append(
      EventKey key, long createdAt, Receipt receipt, Settled.Outcome outcome) {
    return core.writer()
        .append(
            new Settled(
                key.id(),
                key.recipient(),
                createdAt,
                receipt.at(),
                receipt.entry().outcome(),
                outcome,
                Bytes.EMPTY));
  }

  @Override
  public CompletionStage<?> park(EventFacts facts, Receipt receipt, int attempts, String reason) {
    Optional<Add> add = added(facts, receipt.entry());
    Letter letter =
        new Letter(
            facts.key(),
            core.now(),
            attempts,
            reason,
            add,
            add.flatMap(a -> core.state().context(a.contextId())),
            Optional.of(receipt));
    return letters.keep(letter).thenCompose(kept -> settle(facts, receipt, Settled.Outcome.PARKED));
  }

  @Override
  public CompletionStage<?> settle(Letter letter) {
    Receipt receipt = letter.receipt().orElseThrow();
    return append(letter.key(), letter.createdAt(), receipt, Settled.Outcome.ACKNOWLEDGED)
        .thenCompose(settled -> letters.drop(letter.key().id()));
  }

  @Override
  public CompletionStage<?> keep(Letter letter) {
    return letters.keep(letter);
  }
}
