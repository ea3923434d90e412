package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.Sealer;
import io.muster.events.provider.crypto.UnreadableException;
import io.muster.events.provider.delivery.ReceiptLanes;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.Receipt;
import io.muster.events.provider.feed.Variant;
import io.muster.events.provider.recovery.Recovery;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Receipts as the server's handler sees them. Confined to the topic's thread. */
final class ServerReceipts implements ReceiptLanes.Node {
  private final TopicCore core;
  private final Bodies bodies;
  private final Recovery recovery;

  ServerReceipts(TopicCore core, Bodies bodies, Recovery recovery) {
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
    Consumed receipt = from.entry();
    Optional<Add> add = added(facts, receipt);
    Optional<byte[]> body = add.flatMap(a -> bodies.read(a.bodyHash()));
    if (add.isPresent() && body.isEmpty() && !(waited && isLost(add.get()))) {
      return Optional.empty();
    }
    Optional<Content> content = add.flatMap(a -> body.flatMap(b -> read(a, b)));
    return Optional.of(
        new ConsumedEvent(
            facts.key().id(),
            core.settings().topic(),
            content.map(Content::type).orElse(""),
            content.map(Content::json),
            receipt.outcome(),
            result(receipt),
            receipt.attempts(),
            Instant.ofEpochMilli(add.map(Add::createdAt).orElse(settledAt(facts))),
            tried,
            facts.settled().isPresent()));
  }

  /** While recovering, a member that is not here yet may have it. */
  private boolean isLost(Add add) {
    return !recovery.isRecovering() || add.origin().feed().equals(core.writer().feedId());
  }

  /** The server's own ADD, if possible the one that the client ran. */
  private static Optional<Add> added(EventFacts facts, Consumed receipt) {
    Optional<Add> same =
        facts.variants().stream()
            .map(Variant::add)
            .filter(add -> add.bodyHash().equals(receipt.bodyHash()))
            .findFirst();
    return same.or(() -> facts.variants().stream().map(Variant::add).findFirst());
  }

  private static long settledAt(EventFacts facts) {
    return facts.settled().map(Settled::createdAt).orElse(0L);
  }

  private Optional<Content> read(Add add, byte[] body) {
    Optional<Lane> lane = core.state().context(add.contextId());
    try {
      return lane.map(l -> core.sealer().openOwn(add, l, body));
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
    return core.writer()
        .append(
            new Settled(
                facts.key().id(),
                facts.key().recipient(),
                createdAt,
                receipt.at(),
                receipt.entry().outcome(),
                outcome,
                Bytes.EMPTY));
  }
}
