package io.muster.events.provider;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.RecipientLane;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.OwnHistory;
import io.muster.events.provider.feed.Receipt;
import io.muster.events.provider.feed.Variant;
import io.muster.events.provider.thread.Timers;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A client: hands events to its handler and writes receipts. */
final class ClientRole implements Role {
  /** How long a node that may have forgotten what it consumed waits for a member to tell. */
  private static final Duration HISTORY_PATIENCE = Duration.ofSeconds(30);

  /** How long a durable receipt may wait until its event is remembered without it. */
  private static final Duration MEMORY_INTERVAL = Duration.ofSeconds(1);

  private final TopicCore core;
  private final RecipientLane lane;
  private final ClientEvents events;
  private Timers.Timer memory = () -> {};
  private final DeadLetters letters;
  private final Handlers handlers;
  private boolean stopped;

  ClientRole(TopicCore core, Bodies bodies, Delivery delivery) {
    this.core = core;
    this.letters = delivery.letters();
    this.handlers = delivery.handlers();
    this.events = new ClientEvents(core, bodies, letters);
    this.lane =
        new RecipientLane(events, delivery.handlers().events(), delivery.calls(), delivery.rules());
  }

  @Override
  public void begin() {
    events.recall();
    keepMemory();
    for (Letter letter : letters.page(Optional.empty(), letters.size())) {
      core.state().event(letter.key().id(), core.self()).ifPresent(this::reviewLetter);
    }
    core.state().unsettled(core.self()).forEach(this::reviewLetter);
    OwnHistory history = new OwnHistory(core.feeds());
    if (history.isEmpty() || !history.missing().isEmpty()) {
      core.tools().threads().timers().schedule(HISTORY_PATIENCE, this::open);
    } else {
      open();
    }
  }

  private void open() {
    if (!stopped && !lane.isOpen()) {
      lane.open(events.remembered());
    }
  }

  @Override
  public void stored(PeerKey author, Entry entry) {
    if (entry instanceof Consumed consumed && author.equals(core.self())) {
      lane.over(consumed.eventId());
      core.state().event(consumed.eventId(), author).ifPresent(this::receipt);
    } else if (entry instanceof Settled settled && settled.client().equals(core.self())) {
      lane.over(settled.eventId());
    }
  }

  private void receipt(EventFacts facts) {
    events.remember(facts);
    reviewLetter(facts);
  }

  private void keepMemory() {
    memory = core.tools().threads().timers().schedule(MEMORY_INTERVAL, this::keepMemory);
    events.forgetOld();
  }

  /** Lets go what is not dead after all, and keeps what is and came back from members. */
  private void reviewLetter(EventFacts facts) {
    boolean listed = letters.find(facts.key().id()).isPresent();
    boolean dead = facts.receipt().filter(ClientRole::isDead).isPresent();
    if (listed && !dead && (facts.isLive() || facts.receipt().isPresent())) {
      letters.drop(facts.key().id());
    } else if (!listed && dead && !letters.isGone(facts.key().id())) {
      facts.variants().stream()
          .map(Variant::add)
          .filter(add -> add.bodyHash().equals(facts.receipt().get().entry().bodyHash()))
          .findFirst()
          .ifPresent(add -> letters.keep(events.receipts().letter(add, facts.receipt().get())));
    }
  }

  @Override
  public void caughtUp(PeerKey peer) {
    if (core.state().roster().isMember(peer) && knowsServer()) {
      open();
    }
  }

  /** A member that has nothing of the server either cannot tell what was consumed. */
  private boolean knowsServer() {
    return core.feeds().all().stream().anyMatch(feed -> feed.key().equals(core.server()));
  }

  @Override
  public void forked() {}

  @Override
  public void bodyKept(Hash hash) {}

  @Override
  public void step() {
    events.release();
    lane.step();
  }

  @Override
  public void sweep() {}

  @Override
  public boolean mayTrim() {
    return lane.isOpen();
  }

  /** Gives up an event that waits. */
  CompletionStage<Void> skip(EventId id) {
    EventFacts facts =
        core.state()
            .event(id, core.self())
            .filter(known -> known.isLive() && known.place().isPresent())
            .orElseThrow(() -> Failures.notWaiting(id));
    return lane.skip(facts).orElseThrow(() -> Failures.notWaiting(id)).thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Boolean> replay(Letter letter) {
    return lane.replay(letter);
  }

  private static boolean isDead(Receipt receipt) {
    return receipt.entry().outcome() == ConsumedEvent.Outcome.DEAD;
  }

  @Override
  public Optional<Attempts> attempts() {
    return lane.attempts();
  }

  @Override
  public boolean hasHandler() {
    return handlers.events().best().isPresent();
  }

  @Override
  public int underWay() {
    return 0;
  }

  @Override
  public void stop() {
    stopped = true;
    lane.stop();
  }

  @Override
  public void close(RuntimeException reason) {
    memory.cancel();
    events.forgetOld();
  }
}
