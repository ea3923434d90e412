package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.EventState;
import io.muster.events.RecoveryStatus;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.ReceiptLanes;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Outline;
import io.muster.events.provider.recovery.Recovery;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The server: adds events, admits members and hands receipts to its handler. */
final class ServerRole implements Role {
  private static final Duration EXPIRY_MARGIN = Duration.ofDays(1);

  private final TopicCore core;
  private final Replicas replicas;
  private final Members members;
  private final ServerEvents events;
  private final Recovery recovery;
  private final Reconcile reconcile;
  private final Bodies bodies;
  private final ReceiptLanes receipts;
  private final DeadLetters letters;
  private final LaneLoad load;

  ServerRole(TopicCore core, Bodies bodies, Replicas replicas, Delivery delivery) {
    this.core = core;
    this.bodies = bodies;
    this.letters = delivery.letters();
    this.replicas = replicas;
    this.members = new Members(core);
    this.recovery =
        new Recovery(
            new Recovery.Setting(
                core.feeds(),
                core.writer()::feedId,
                core.store(),
                core.tools().clock(),
                core.tools().threads().timers(),
                core.tools().log()));
    core.feeds().listen(recovery);
    this.reconcile = new Reconcile(core, bodies, members);
    this.load = new LaneLoad(core.state());
    this.events = new ServerEvents(core, bodies, members, replicas, load);
    this.receipts =
        new ReceiptLanes(
            new ServerReceipts(core, bodies, recovery, delivery.letters()),
            delivery.handlers().receipts(),
            delivery.calls(),
            delivery.rules());
  }

  @Override
  public void begin() {
    offerAll(true);
    for (PeerKey recipient : core.state().recipients()) {
      if (core.state().roster().isRemoved(recipient)) {
        cancel(recipient);
      }
    }
    for (Letter letter : letters.page(Optional.empty(), letters.size())) {
      core.state()
          .event(letter.key().id(), letter.key().recipient())
          .filter(EventFacts::awaitsSettling)
          .ifPresent(facts -> letters.drop(facts.key().id()));
    }
    recovery.begin(
        () -> {
          offerAll(false);
          receipts.step();
        });
    members.sayLimits();
    receipts.open();
    reconcile.review();
  }

  private void offerAll(boolean tried) {
    for (PeerKey client : core.state().unsettledClients()) {
      core.state()
          .unsettled(client)
          .forEach(facts -> receipts.offer(facts, tried || recovery.mayBeRepeated(facts)));
    }
  }

  /** What waits for a removed member is taken back. */
  private void cancel(PeerKey removed) {
    List.copyOf(core.state().lane(removed))
        .forEach(facts -> settle(facts, Settled.Outcome.CANCELLED));
  }

  @Override
  public boolean mayTrim() {
    return !recovery.isRecovering();
  }

  /** Forgets events that nobody consumed, a day after their end: clocks differ. */
  @Override
  public void sweep() {
    long end = core.now() - EXPIRY_MARGIN.toMillis();
    core.state().expiredBefore(end).forEach(facts -> settle(facts, Settled.Outcome.EXPIRED));
    reconcile.review();
  }

  /** Takes back an event whose payload nobody has. */
  CompletionStage<Boolean> declareLost(EventId id) {
    Optional<EventFacts> lost =
        core.state()
            .event(id)
            .filter(EventFacts::isLive)
            .filter(f -> f.outlines().stream().noneMatch(o -> bodies.isHere(o.body())));
    if (lost.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    core.tools().log().warn("The payload of event {} is declared lost", id);
    return settle(lost.get(), Settled.Outcome.CANCELLED).thenApply(at -> true);
  }

  private CompletionStage<Position> settle(EventFacts facts, Settled.Outcome outcome) {
    long createdAt = facts.createdAt();
    return core.writer()
        .append(
            new Settled(
                facts.key().id(),
                facts.key().recipient(),
                createdAt,
                Position.NONE,
                ConsumedEvent.Outcome.OK,
                outcome,
                Bytes.EMPTY));
  }

  /** A key may name an event that was added before the disk was lost: one member is asked. */
  void add(AddRequest request) {
    if (request.options().dedupeKey().isEmpty()) {
      events.add(request);
    } else {
      recovery.whenAsked(() -> events.add(request));
    }
  }

  Recovery recovery() {
    return recovery;
  }

  RecoveryStatus recoveryStatus() {
    List<EventId> missing =
        core.state().bodies().all().stream()
            .filter(hash -> bodies.isNeeded(hash) && !bodies.isHere(hash))
            .flatMap(hash -> core.state().bodies().events(hash).stream())
            .map(facts -> facts.key().id())
            .distinct()
            .limit(RecoveryStatus.MAX_NAMED)
            .toList();
    return recovery.status(missing);
  }

  Members members() {
    return members;
  }

  @Override
  public void stored(PeerKey author, Entry entry) {
    if (entry instanceof Add add) {
      load.ended(new EventKey(add.eventId(), add.recipient()));
      if (reconcile.hasForked() || !core.state().isWaiting(add.eventId(), add.recipient())) {
        review(add.eventId(), add.recipient());
      }
    } else if (entry instanceof Consumed consumed) {
      review(consumed.eventId(), author);
    } else if (entry instanceof Settled settled) {
      review(settled.eventId(), settled.client());
    } else if (entry instanceof Remove remove) {
      if (core.state().roster().isRemoved(remove.member())) {
        cancel(remove.member());
      }
    }
    if (entry instanceof Admit || entry instanceof Remove || entry instanceof Pause) {
      reconcile.restate();
    }
  }

  private void review(EventId id, PeerKey recipient) {
    core.state()
        .event(id, recipient)
        .ifPresent(
            facts -> {
              reconcile.changed(facts);
              receipts.offer(facts, recovery.mayBeRepeated(facts));
            });
  }

  Optional<EventState> event(EventId id) {
    return core.state().event(id).map(this::state);
  }

  private EventState state(EventFacts facts) {
    int copies = facts.outlines().stream().mapToInt(this::copies).max().orElse(0);
    return new EventState(
        facts.key().id(),
        facts.key().recipient(),
        bodyHash(facts).toString(),
        copies,
        facts.receipt().isPresent(),
        facts.settled().isPresent());
  }

  private static Hash bodyHash(EventFacts facts) {
    return facts.outlines().stream()
        .map(Outline::body)
        .findFirst()
        .or(() -> facts.receipt().map(receipt -> receipt.entry().bodyHash()))
        .orElse(Hash.ZERO);
  }

  private int copies(Outline outline) {
    return replicas.count(outline.at(), outline.body());
  }

  @Override
  public void caughtUp(PeerKey peer) {
    recovery.heard(peer);
  }

  @Override
  public void forked() {
    reconcile.review();
  }

  @Override
  public void bodyKept(Hash hash) {
    reconcile.bodyKept(hash);
  }

  @Override
  public void step() {
    receipts.step();
  }

  @Override
  public CompletionStage<Boolean> replay(Letter letter) {
    return receipts.replay(letter);
  }

  @Override
  public Optional<Attempts> attempts() {
    return Optional.empty();
  }

  @Override
  public boolean hasHandler() {
    return true;
  }

  @Override
  public int underWay() {
    return events.underWay();
  }

  @Override
  public void stop() {
    receipts.stop();
  }

  @Override
  public void close(RuntimeException reason) {
    recovery.close();
    events.close(reason);
  }
}
