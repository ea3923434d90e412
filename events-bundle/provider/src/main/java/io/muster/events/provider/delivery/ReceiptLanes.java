package io.muster.events.provider.delivery;

import io.muster.events.ConsumedEvent;
import io.muster.events.ConsumedHandler;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.delivery.Verdict.Consumed;
import io.muster.events.provider.delivery.Verdict.Failed;
import io.muster.events.provider.delivery.Verdict.Later;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.Receipt;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Hands receipts to the server's handler: in order for each client, one at a time for each, and
 * what fails steps aside until it is tried again.
 */
public final class ReceiptLanes {
  /** What the lanes need of their node. */
  public interface Node {
    /**
     * Puts together what the handler gets.
     *
     * @param receipt the one that counts now
     * @param tried whether it may have been handed over before
     * @param waited whether the body was waited for
     * @return empty if the body is not here yet
     */
    Optional<ConsumedEvent> describe(
        EventFacts facts, Receipt receipt, boolean tried, boolean waited);

    /** Says whether a receipt may be handed over now; if not, it is offered again later. */
    boolean isDue(EventFacts facts);

    /** Writes SETTLED; completes on the topic's thread when it is durable. */
    CompletionStage<?> settle(EventFacts facts, Receipt receipt, Settled.Outcome outcome);
  }

  private static final Duration BODY_PATIENCE = Duration.ofSeconds(30);
  private static final Duration WRITE_RETRY = Duration.ofSeconds(1);

  private final Node node;
  private final HandlerBoard<ConsumedHandler> board;
  private final HandlerCalls calls;
  private final RecipientLane.Rules rules;
  private final Map<EventKey, Item> known = new HashMap<>();
  private final Map<PeerKey, Deque<Item>> waiting = new HashMap<>();
  private final Set<PeerKey> ready = new LinkedHashSet<>();
  private final Set<PeerKey> busy = new LinkedHashSet<>();
  private boolean open;

  private static final class Item {
    final EventFacts facts;
    Receipt receipt;
    int failed;
    boolean tried;
    boolean waited;

    Item(EventFacts facts, boolean tried) {
      this.facts = facts;
      this.tried = tried;
    }

    PeerKey client() {
      return facts.key().recipient();
    }
  }

  /** Makes lanes that begin to hand over when {@link #open} is called. */
  public ReceiptLanes(
      Node node,
      HandlerBoard<ConsumedHandler> board,
      HandlerCalls calls,
      RecipientLane.Rules rules) {
    this.node = node;
    this.board = board;
    this.calls = calls;
    this.rules = rules;
  }

  /** Begins. */
  public void open() {
    open = true;
    step();
  }

  /** Ends: no handler is called any more; answers that still come count. */
  public void stop() {
    open = false;
  }

  /**
   * Puts a receipt into its client's lane, once.
   *
   * @param tried whether it may have been handed over by an earlier run
   */
  public void offer(EventFacts facts, boolean tried) {
    if (!known.containsKey(facts.key()) && facts.awaitsSettling() && node.isDue(facts)) {
      Item item = new Item(facts, tried);
      known.put(facts.key(), item);
      queue(item);
    }
  }

  private void queue(Item item) {
    waiting.computeIfAbsent(item.client(), c -> new ArrayDeque<>()).add(item);
    if (!busy.contains(item.client())) {
      ready.add(item.client());
    }
  }

  /** Hands over what can be handed over now. */
  public void step() {
    while (open && calls.isFree() && !ready.isEmpty()) {
      Optional<ConsumedHandler> handler = board.best();
      if (handler.isEmpty()) {
        return;
      }
      PeerKey client = ready.iterator().next();
      ready.remove(client);
      next(client, handler.get());
    }
  }

  private void next(PeerKey client, ConsumedHandler handler) {
    Item item = waiting.get(client).poll();
    item.receipt = item.facts.receipt().orElseThrow();
    Optional<ConsumedEvent> event =
        node.describe(item.facts, item.receipt, item.tried, item.waited);
    if (event.isEmpty()) {
      item.waited = true;
      later(item, BODY_PATIENCE);
      free(client);
      return;
    }
    item.tried = true;
    busy.add(client);
    calls.start(
        ack -> handler.onClientConsumedEvent(client, event.get(), ack),
        verdict -> ended(item, verdict));
  }

  private void ended(Item item, Verdict verdict) {
    if (verdict instanceof Consumed) {
      settle(item, Settled.Outcome.ACKNOWLEDGED);
    } else if (verdict instanceof Later || verdict instanceof Failed) {
      failed(item, verdict);
    } else {
      settle(item, Settled.Outcome.PARKED);
    }
    busy.remove(item.client());
    free(item.client());
    step();
  }

  private void failed(Item item, Verdict verdict) {
    item.failed++;
    if (item.failed >= rules.retry().attempts()) {
      settle(item, Settled.Outcome.PARKED);
    } else {
      later(
          item,
          verdict instanceof Later asked
              ? asked.after()
              : rules.retry().delay(item.failed, rules.random()));
    }
  }

  private void later(Item item, Duration after) {
    rules
        .timers()
        .schedule(
            after,
            () -> {
              queue(item);
              step();
            });
  }

  private void free(PeerKey client) {
    Deque<Item> rest = waiting.get(client);
    if (rest == null || rest.isEmpty()) {
      waiting.remove(client);
    } else {
      ready.add(client);
    }
  }

  private void settle(Item item, Settled.Outcome outcome) {
    node.settle(item.facts, item.receipt, outcome)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                known.remove(item.facts.key());
                offer(item.facts, false); // a better receipt may have come in the meantime
                step();
              } else if (open) {
                rules.timers().schedule(WRITE_RETRY, () -> settle(item, outcome));
              }
            });
  }
}
