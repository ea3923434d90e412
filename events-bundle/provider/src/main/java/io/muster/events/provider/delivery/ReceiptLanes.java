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
import java.util.function.Supplier;

/**
 * Hands receipts to the server's handler: in order for each client, one at a time for each, and
 * what fails steps aside until it is tried again.
 */
public final class ReceiptLanes {
  private static final Duration BODY_PATIENCE = Duration.ofSeconds(30);
  private static final Duration WRITE_RETRY = Duration.ofSeconds(1);

  private final ReceiptNode node;
  private final HandlerBoard<ConsumedHandler> board;
  private final HandlerCalls calls;
  private final RecipientLane.Rules rules;
  private final Map<EventKey, Item> known = new HashMap<>();
  private final Map<PeerKey, Deque<Item>> waiting = new HashMap<>();
  private final Set<PeerKey> ready = new LinkedHashSet<>();
  private final Set<PeerKey> busy = new LinkedHashSet<>();
  private final Replays replays;
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
      ReceiptNode node,
      HandlerBoard<ConsumedHandler> board,
      HandlerCalls calls,
      RecipientLane.Rules rules) {
    this.node = node;
    this.board = board;
    this.calls = calls;
    this.rules = rules;
    this.replays = new Replays(rules.timers());
  }

  /** Begins. */
  public void open() {
    open = true;
    step();
  }

  /** Ends: no handler is called any more; answers that still come count. */
  public void stop() {
    open = false;
    replays.stop();
  }

  /** Hands a receipt over once more; completes with whether it is over. */
  public CompletionStage<Boolean> replay(Letter letter) {
    CompletionStage<Boolean> done = replays.ask(letter);
    step();
    return done;
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
    Optional<ConsumedHandler> handler = board.best();
    while (open && calls.isFree() && handler.isPresent()) {
      Optional<Replays.Wish> wish =
          replays.take(client -> !busy.contains(client) && !calls.isHeld(client));
      Optional<PeerKey> first = wish.isPresent() ? Optional.empty() : firstReady();
      if (wish.isPresent()) {
        replay(wish.get(), handler.get());
      } else if (first.isPresent()) {
        ready.remove(first.get());
        next(first.get(), handler.get());
      } else {
        return;
      }
    }
  }

  private Optional<PeerKey> firstReady() {
    for (PeerKey client : ready) {
      if (!calls.isHeld(client)) {
        return Optional.of(client);
      }
    }
    return Optional.empty();
  }

  private void replay(Replays.Wish wish, ConsumedHandler handler) {
    Letter letter = wish.letter();
    PeerKey client = letter.key().recipient();
    ready.remove(client);
    busy.add(client);
    ConsumedEvent event = node.describe(letter);
    calls.start(
        letter.key(),
        ack -> handler.onClientConsumedEvent(client, event, ack),
        verdict -> {
          replayed(wish, verdict);
          busy.remove(client);
          free(client);
          step();
        });
  }

  private void replayed(Replays.Wish wish, Verdict verdict) {
    boolean over = verdict instanceof Consumed;
    CompletionStage<?> written =
        over ? node.settle(wish.letter()) : node.keep(wish.letter().failedAgain(verdict.reason()));
    written.whenComplete(
        (done, failure) -> {
          if (failure == null || !over) {
            wish.done().complete(over);
          } else {
            wish.fail("the store did not confirm it: " + failure.getMessage());
          }
        });
  }

  private void next(PeerKey client, ConsumedHandler handler) {
    Item item = waiting.get(client).poll();
    if (!item.facts.awaitsSettling()) { // settled elsewhere while it waited here
      known.remove(item.facts.key());
      free(client);
      return;
    }
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
        item.facts.key(),
        ack -> handler.onClientConsumedEvent(client, event.get(), ack),
        verdict -> ended(item, verdict));
  }

  private void ended(Item item, Verdict verdict) {
    if (verdict instanceof Consumed) {
      settle(item, Settled.Outcome.ACKNOWLEDGED);
    } else if (verdict instanceof Later || verdict instanceof Failed) {
      failed(item, verdict);
    } else {
      item.failed++;
      park(item, verdict.reason());
    }
    busy.remove(item.client());
    free(item.client());
    step();
  }

  private void failed(Item item, Verdict verdict) {
    item.failed++;
    if (item.failed >= rules.retry().attempts()) {
      park(item, verdict.reason());
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

  private void park(Item item, String reason) {
    over(item, () -> node.park(item.facts, item.receipt, item.failed, reason));
  }

  private void settle(Item item, Settled.Outcome outcome) {
    over(item, () -> node.settle(item.facts, item.receipt, outcome));
  }

  private void over(Item item, Supplier<CompletionStage<?>> write) {
    write
        .get()
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                known.remove(item.facts.key());
                offer(item.facts, false); // a better receipt may have come in the meantime
                step();
              } else if (open) {
                rules.timers().schedule(WRITE_RETRY, () -> over(item, write));
              }
            });
  }
}
