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
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** What was given to the handler and is not over. */
  private final Map<PeerKey, Run<Item>> runs = new HashMap<>();

  private final Replays replays;
  private final Appetite appetite = new Appetite();
  private volatile boolean open;

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
   * Puts a receipt into its client's lane, once. One that is settled is not handed over any more if
   * it was only prepared for that.
   *
   * @param tried whether it may have been handed over by an earlier run
   */
  public void offer(EventFacts facts, boolean tried) {
    Item prepared = known.get(facts.key());
    if (prepared == null) {
      offerFirst(facts, tried);
    } else if (!facts.awaitsSettling()) { // by another copy of the server
      Optional.ofNullable(runs.get(prepared.client()))
          .filter(run -> run.hasOpen(item -> item == prepared))
          .ifPresent(Run::endSoon);
    }
  }

  private void offerFirst(EventFacts facts, boolean tried) {
    if (facts.awaitsSettling() && node.isDue(facts)) {
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

  /** Begins with the first receipt of a client; others of it may follow on the same thread. */
  private void next(PeerKey client, ConsumedHandler handler) {
    Run<Item> run = new Run<>();
    List<HandlerCalls.Call> series = new ArrayList<>();
    int characters = 0;
    Deque<Item> queue = waiting.get(client);
    while (!queue.isEmpty() && (series.isEmpty() || appetite.takes(series.size(), characters))) {
      Item item = queue.poll();
      Optional<ConsumedEvent> event = describe(item);
      if (event.isPresent()) {
        characters += event.get().json().map(String::length).orElse(0);
        series.add(call(run, item, event.get(), handler));
      }
    }
    if (series.isEmpty()) {
      free(client);
      return;
    }
    busy.add(client);
    runs.put(client, run);
    calls.start(
        new HandlerCalls.Series(
            series,
            () -> open && run.goesOn() && board.best().filter(best -> best == handler).isPresent(),
            begun -> over(run, client, begun)));
  }

  /** What the handler is told; empty if it is not to be called for it now. */
  private Optional<ConsumedEvent> describe(Item item) {
    if (!item.facts.awaitsSettling()) { // settled elsewhere while it waited here
      known.remove(item.facts.key());
      return Optional.empty();
    }
    item.receipt = item.facts.receipt().orElseThrow();
    Optional<ConsumedEvent> event =
        node.describe(item.facts, item.receipt, item.tried, item.waited);
    if (event.isEmpty()) {
      item.waited = true;
      later(item, BODY_PATIENCE);
    }
    return event;
  }

  private HandlerCalls.Call call(
      Run<Item> run, Item item, ConsumedEvent event, ConsumedHandler handler) {
    run.prepared(item);
    return new HandlerCalls.Call(
        item.facts.key(),
        ack -> handler.onClientConsumedEvent(item.client(), event, ack),
        verdict -> ended(run, item, verdict));
  }

  /** Those that have not begun go back to where they stood. */
  private void over(Run<Item> run, PeerKey client, int begun) {
    appetite.learn(run.prepared(), begun);
    Deque<Item> left = run.over(begun);
    if (!left.isEmpty()) {
      Deque<Item> queue = waiting.computeIfAbsent(client, c -> new ArrayDeque<>());
      left.descendingIterator().forEachRemaining(queue::addFirst);
    }
    freeIfDone(run, client);
  }

  private void freeIfDone(Run<Item> run, PeerKey client) {
    if (run.isDone()) {
      runs.remove(client);
      busy.remove(client);
      free(client);
      step();
    }
  }

  private void ended(Run<Item> run, Item item, Verdict verdict) {
    run.answered(item);
    item.tried = true;
    if (verdict instanceof Consumed) {
      settle(item, Settled.Outcome.ACKNOWLEDGED);
    } else if (verdict instanceof Later || verdict instanceof Failed) {
      failed(item, verdict);
    } else {
      item.failed++;
      park(item, verdict.reason());
    }
    freeIfDone(run, item.client());
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
