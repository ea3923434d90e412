package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.crypto.Content;
import io.muster.events.provider.crypto.UnreadableException;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.Opening;
import io.muster.events.provider.delivery.Opening.Missing;
import io.muster.events.provider.delivery.Opening.Readable;
import io.muster.events.provider.delivery.Opening.Unreadable;
import io.muster.events.provider.delivery.Outcome;
import io.muster.events.provider.delivery.RecipientNode;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.OrderKey;
import io.muster.events.provider.feed.Outline;
import io.muster.events.provider.feed.Variant;
import io.muster.events.provider.recovery.RanIds;
import io.muster.peer.PeerKey;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The events for this node as its lane sees them. Confined to the topic's thread. */
final class ClientEvents implements RecipientNode {
  private static final Opening NO_BODY = new Missing("its body");

  private final TopicCore core;
  private final Bodies bodies;
  private final QuotaRule quota;
  private final ReceiptWriter receipts;
  private final HeldReceipts held;
  private final AttemptsCell cell;
  private final RanIds ran;
  private final PastFeeds past;

  ClientEvents(TopicCore core, Bodies bodies, DeadLetters letters) {
    this.receipts = new ReceiptWriter(core, letters);
    this.held = new HeldReceipts(core, bodies);
    this.past = new PastFeeds(core);
    this.cell = new AttemptsCell(core);
    this.core = core;
    this.bodies = bodies;
    this.quota = new QuotaRule(core);
    this.ran =
        new RanIds(
            core.store(),
            core.feeds().topicId(),
            core.tools().threads().topic(),
            core.tools().log());
  }

  /** Completes the memory of what was run with what the receipts say. */
  void recall() {
    core.state().eventsBeyondWaiting().forEach(this::remember);
    forgetOld();
  }

  /** Remembers an event with a receipt of this node. */
  void remember(EventFacts facts) {
    if (facts.key().recipient().equals(core.self())) {
      facts.receipt().ifPresent(receipt -> remember(facts, receipt.entry()));
    }
  }

  private void remember(EventFacts facts, Consumed receipt) {
    long createdAt =
        facts.outlines().stream()
            .findFirst()
            .map(Outline::createdAt)
            .or(() -> facts.settled().map(Settled::createdAt))
            .orElse(core.now());
    ran.remember(
        facts.key().id(), new RanIds.Ran(createdAt, receipt.outcome(), receipt.attempts()));
  }

  /** Writes the memory, and drops what nobody can add again. */
  void forgetOld() {
    ran.forget(core.state().newest().createdAt(), core.state().roster().topicQuotas().maxAge());
    ran.flush();
  }

  @Override
  public Optional<Outcome> before(EventFacts facts) {
    Optional<RanIds.Ran> known = ran.of(facts.key().id());
    if (known.isPresent()) {
      core.tools().log().info("Event {} was run before and is answered again", facts.key().id());
      return known.map(r -> new Outcome(r.outcome(), r.attempts(), Optional.empty()));
    }
    long createdAt = facts.createdAt();
    if (ran.isTooOld(createdAt)) {
      core.tools()
          .log()
          .warn(
              "Event {} is older than what this node remembers to have run: it is not run",
              facts.key().id());
      return Optional.of(new Outcome(ConsumedEvent.Outcome.EXPIRED, 0, Optional.of("TOO_OLD")));
    }
    return Optional.empty();
  }

  @Override
  public PeerKey self() {
    return core.self();
  }

  @Override
  public Optional<EventFacts> first() {
    return core.state().laneFirst(core.self());
  }

  @Override
  public Optional<EventFacts> after(OrderKey place) {
    return core.state().laneAfter(core.self(), place);
  }

  @Override
  public Optional<OrderKey> takePlaced() {
    return core.state().takePlaced();
  }

  @Override
  public Optional<OrderKey> last() {
    return core.state().laneEnd(core.self());
  }

  @Override
  public int pauseMs() {
    return core.state().pauseMs();
  }

  /** Another ADD of the event may be readable if the payload of one is missing or damaged. */
  @Override
  public Opening open(EventFacts facts) {
    Opening known = null;
    for (Variant variant : facts.variants()) {
      Opening next = open(variant.add());
      if (!(next.equals(NO_BODY) || next instanceof Unreadable)) {
        return next;
      }
      known = known == null || next.equals(NO_BODY) ? next : known;
    }
    return known == null ? new Missing("its beginning") : known;
  }

  private Opening open(Add add) {
    Optional<Lane> lane = core.state().context(add.contextId());
    if (!quota.hasRoom()) {
      return new Missing("room for its receipt");
    }
    if (lane.isEmpty() || !past.isHere(add.origin())) {
      return new Missing("what comes before it");
    }
    return open(add, lane.get());
  }

  @Override
  public Opening open(Letter letter) {
    return letter.lane().isEmpty()
        ? new Missing("its secret")
        : open(letter.add().orElseThrow(), letter.lane().get());
  }

  private Opening open(Add add, Lane lane) {
    Optional<byte[]> body = bodies.read(add.bodyHash());
    if (body.isEmpty()) {
      return NO_BODY;
    }
    try {
      Content content = core.sealer().open(add, lane, body.get());
      return new Readable(add, content.type(), content.json());
    } catch (UnreadableException e) {
      core.tools().log().warn("Event {} cannot be read: {}", add.eventId(), e.getMessage());
      return new Unreadable(add, e.getMessage());
    }
  }

  @Override
  public Event describe(Readable content, int attempt) {
    Add add = content.add();
    return new Event(
        add.eventId(),
        core.settings().topic(),
        core.server(),
        content.type(),
        content.json(),
        Instant.ofEpochMilli(add.createdAt()),
        attempt);
  }

  @Override
  public void idle() {
    core.writer().expectNoCompany();
  }

  @Override
  public CompletionStage<?> write(Add add, Outcome outcome, Needs needs) {
    return needs == Needs.NOTHING
        ? receipts.write(add, outcome)
        : held.whenDurable(add, needs, () -> receipts.write(add, outcome));
  }

  @Override
  public CompletionStage<?> keep(Letter letter) {
    return receipts.keep(letter);
  }

  /** Something has become durable: receipts may have waited for it. */
  void release() {
    held.release();
  }

  ReceiptWriter receipts() {
    return receipts;
  }

  @Override
  public void remember(Attempts attempts) {
    cell.put(attempts);
  }

  /** Reads what {@link #remember} kept. */
  Optional<Attempts> remembered() {
    return cell.get();
  }
}
