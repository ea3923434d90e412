package io.muster.events.provider.delivery;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventHandler;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.delivery.Opening.Readable;
import io.muster.events.provider.delivery.Opening.Unreadable;
import io.muster.events.provider.delivery.RecipientNode.Needs;
import io.muster.events.provider.delivery.Verdict.Consumed;
import io.muster.events.provider.delivery.Verdict.Later;
import io.muster.events.provider.delivery.Verdict.Rejected;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.OrderKey;
import io.muster.events.provider.feed.Variant;
import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Hands the events for this node to its handler, one after the other: {@code WAITING → READY →
 * RUNNING → DONE | WAITING(retry) | DEAD}. The durable CONSUMED is the memory that one is done; the
 * next handler may run while that is on its way to the disk.
 */
public final class RecipientLane {
  /** Time, chance and rules. */
  public record Rules(
      InstantSource clock, RandomGenerator random, Timers timers, Supplier<RetryRule> current) {
    RetryRule retry() {
      return current.get();
    }
  }

  /** An event that was given to the handler, and where it stands. */
  private record Started(Add add, OrderKey place) {}

  private static final Duration WRITE_RETRY = Duration.ofSeconds(1);
  private static final String SKIPPED = "An operator skipped it";
  private static final Duration NEXT_LOOK = Duration.ofSeconds(5);
  private static final Duration LONGEST_SLEEP = Duration.ofHours(1);

  private final RecipientNode node;
  private final HandlerBoard<EventHandler> board;
  private final HandlerCalls calls;
  private final Rules rules;
  private final PauseWindow window = new PauseWindow();
  private final Replays replays;
  private final Set<EventId> finishing = new HashSet<>();
  private final Appetite appetite = new Appetite();
  private EventId running;

  /** What was given to the handler last. */
  private Run<Started> series = new Run<>();

  /** Where the head stands, or the one that was answered last. */
  private OrderKey place;

  /** Whatever lives up to here is being finished. */
  private OrderKey passed;

  /** Whether something has come there since. */
  private boolean between;

  private Attempts attempts;
  private Timers.Timer wake = () -> {};
  private volatile boolean open;

  /** Makes a lane that begins to hand over when {@link #open} is called. */
  public RecipientLane(
      RecipientNode node, HandlerBoard<EventHandler> board, HandlerCalls calls, Rules rules) {
    this.node = node;
    this.board = board;
    this.calls = calls;
    this.rules = rules;
    this.replays = new Replays(rules.timers());
  }

  /** Begins, with what is known of the head's attempts from before. */
  public void open(Optional<Attempts> before) {
    attempts = before.orElse(null);
    open = true;
    step();
  }

  /** Says whether {@link #open} was called. */
  public boolean isOpen() {
    return open;
  }

  /** Returns how often the head, or the one before it, was tried. */
  public Optional<Attempts> attempts() {
    return Optional.ofNullable(attempts);
  }

  /** Ends: no handler is called any more; answers that still come count. */
  public void stop() {
    open = false;
    wake.cancel();
    replays.stop();
  }

  /** Calls the handler once more, when it is free; completes with whether the letter is over. */
  public CompletionStage<Boolean> replay(Letter letter) {
    CompletionStage<Boolean> done = replays.ask(letter);
    step();
    return done;
  }

  /**
   * Gives up a live event; empty if it is running or ends already. Completes when that is durable.
   */
  public Optional<CompletionStage<Boolean>> skip(EventFacts facts) {
    EventId id = facts.key().id();
    if (!open || isBegun(facts)) {
      return Optional.empty();
    }
    Optional<Add> known = first(facts);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Add add = known.get();
    CompletableFuture<Boolean> written = new CompletableFuture<>();
    pass(id, facts.place().orElseThrow());
    finishing.add(id);
    Outcome skipped = ended(ConsumedEvent.Outcome.DEAD, add, Optional.of(SKIPPED));
    write(add, skipped, Needs.EVENT, written);
    step();
    return Optional.of(written);
  }

  /** It ends already, is running, or may begin any moment on the handler's thread. */
  private boolean isBegun(EventFacts facts) {
    EventId id = facts.key().id();
    return id.equals(running)
        || isFinishing(facts)
        || isPrepared(id)
        || calls.events().contains(facts.key());
  }

  private boolean isPrepared(EventId event) {
    return series.hasOpen(started -> started.add().eventId().equals(event));
  }

  /** Returns the first ADD; empty if the disk has damaged it: it comes back from a peer. */
  private static Optional<Add> first(EventFacts facts) {
    return facts.variants().stream().findFirst().map(Variant::add);
  }

  /** An event is done elsewhere, or given up: it is not begun if it was only prepared. */
  public void over(EventId event) {
    if (!finishing.contains(event) && isPrepared(event)) {
      series.endSoon();
    }
  }

  private void replayNext() {
    Optional<EventHandler> handler = board.best();
    if (!open || running != null || handler.isEmpty() || !canCall()) {
      return;
    }
    Optional<Replays.Wish> wish = replays.take(recipient -> true);
    if (wish.isPresent() && node.open(wish.get().letter()) instanceof Readable readable) {
      Letter letter = wish.get().letter();
      running = letter.id();
      Event event = node.describe(readable, letter.attempts() + 1);
      calls.start(
          letter.key(), ack -> handler.get().handle(event, ack), v -> replayed(wish.get(), v));
    } else {
      wish.ifPresent(lost -> lost.fail("its payload cannot be read here"));
    }
  }

  private void replayed(Replays.Wish wish, Verdict verdict) {
    running = null;
    Letter letter = wish.letter();
    int tries = letter.attempts() + 1;
    if (verdict instanceof Consumed done) {
      revise(wish, Outcome.ok(tries, done.result()));
    } else if (verdict instanceof Rejected rejected) {
      revise(wish, Outcome.rejected(tries, rejected.reason()));
    } else {
      Letter again = letter.failedAgain(verdict.reason());
      node.keep(again).whenComplete((kept, failure) -> wish.done().complete(false));
    }
    step();
  }

  private void revise(Replays.Wish wish, Outcome outcome) {
    write(wish.letter().add().orElseThrow(), outcome, Needs.NOTHING, wish.done());
  }

  /** Hands over what can be handed over now. */
  public void step() {
    wake.cancel();
    int pause = node.pauseMs();
    window.look(pause == 0 ? Optional.empty() : node.last(), rules.clock().millis(), pause);
    replayNext();
    Optional<EventFacts> head = head();
    while (open && running == null && head.isPresent() && advance(head.get())) {
      head = head();
    }
    if (running == null) {
      node.idle();
    }
  }

  /**
   * Looks where events have come: what had been prepared and stands behind one is looked at anew,
   * and what is being finished is not passed by if one stands among it.
   */
  private void noteNews() {
    Optional<OrderKey> news = node.takePlaced();
    if (news.filter(at -> series.hasOpen(s -> at.compareTo(s.place()) < 0)).isPresent()) {
      series.endSoon();
    }
    between |= news.filter(at -> !isBehindPassed(at)).isPresent();
  }

  private Optional<EventFacts> head() {
    noteNews();
    Optional<EventFacts> next = node.first();
    if (next.filter(this::isFinishing).isPresent()) {
      OrderKey first = next.get().place().orElseThrow();
      passed = passed == null || between ? first : passed;
      between = false;
      next = node.after(passed);
    }
    while (next.filter(this::isFinishing).isPresent()) {
      next = node.after(next.get().place().orElseThrow());
    }
    return next;
  }

  private boolean isBehindPassed(OrderKey at) {
    return passed == null || at.compareTo(passed) > 0;
  }

  /** One is about to be finished; what has come before it is not passed by. */
  private void pass(EventId event, OrderKey at) {
    if (head().filter(head -> head.key().id().equals(event)).isPresent()) {
      passed = at;
    }
  }

  private boolean isFinishing(EventFacts facts) {
    return finishing.contains(facts.key().id());
  }

  /** Returns whether the head was finished without a call. */
  private boolean advance(EventFacts head) {
    place = head.place().orElseThrow();
    Optional<Add> known = first(head);
    if (known.isEmpty()) {
      sleep(NEXT_LOOK.toMillis());
      return false;
    }
    Add add = known.get();
    long now = rules.clock().millis();
    Optional<Outcome> before = node.before(head);
    if (before.isPresent()) {
      finish(add, before.get(), Needs.EVENT);
      return true;
    }
    if (now >= add.expiresAt()) {
      finish(add, ended(ConsumedEvent.Outcome.EXPIRED, add, Optional.empty()), Needs.EVENT);
      return true;
    }
    long released = now + window.left(place, now, node.pauseMs());
    long from = Math.max(released, Math.max(add.notBefore(), retryAt(add, now)));
    if (now < from) {
      sleep(Math.min(from, add.expiresAt()) - now);
      return false;
    }
    Optional<EventHandler> handler = board.best();
    if (handler.isEmpty() || !canCall()) {
      sleep(add.expiresAt() - now);
      return false;
    }
    return read(head, handler.get());
  }

  /** What is further away than any retry was set by a clock that has been put back since. */
  private long retryAt(Add add, long now) {
    long at = of(add).notBefore();
    long most = Math.max(LONGEST_SLEEP.toMillis(), rules.retry().most().toMillis());
    return at - now > most ? now : at;
  }

  private boolean read(EventFacts head, EventHandler handler) {
    Opening opening = node.open(head);
    if (opening instanceof Readable readable) {
      start(head, readable, handler);
      return false;
    }
    if (opening instanceof Unreadable unreadable) {
      Optional<String> why = Optional.of(unreadable.why());
      Add add = unreadable.add();
      finish(add, ended(ConsumedEvent.Outcome.UNREADABLE, add, why), Needs.PAYLOAD);
      return true;
    }
    long left = head.expiresAt() - rules.clock().millis();
    sleep(Math.min(left, NEXT_LOOK.toMillis())); // what nobody has is not waited for without end
    return false;
  }

  /** One of which nothing is to be seen to before the handler is called. */
  private boolean isPlain(EventFacts facts) {
    Optional<Add> known = first(facts);
    return known.isPresent() && isPlain(facts, known.get());
  }

  private boolean isPlain(EventFacts facts, Add add) {
    long now = rules.clock().millis();
    return now < add.expiresAt()
        && now >= add.notBefore()
        && of(add).failed() == 0
        && !isFinishing(facts)
        && !calls.isLost(facts.key())
        && node.before(facts).isEmpty()
        && window.left(facts.place().orElseThrow(), now, node.pauseMs()) == 0;
  }

  private boolean canCall() {
    return calls.isFree() && !calls.isHeld(node.self());
  }

  /** Begins with the head; others that are ready may follow on the same thread. */
  private void start(EventFacts head, Readable readable, EventHandler handler) {
    running = readable.add().eventId();
    Run<Started> run = new Run<>();
    series = run;
    List<HandlerCalls.Call> prepared = new ArrayList<>();
    prepared.add(call(run, head, readable, handler));
    int characters = readable.json().length();
    Optional<EventFacts> next = follower(head);
    while (next.isPresent() && appetite.takes(prepared.size(), characters)) {
      if (!(node.open(next.get()) instanceof Readable more)) {
        break;
      }
      prepared.add(call(run, next.get(), more, handler));
      characters += more.json().length();
      next = follower(next.get());
    }
    calls.start(
        new HandlerCalls.Series(
            prepared,
            () -> open && run.goesOn() && board.best().filter(best -> best == handler).isPresent(),
            begun -> over(run, begun)));
  }

  private Optional<EventFacts> follower(EventFacts facts) {
    return node.after(facts.place().orElseThrow()).filter(this::isPlain);
  }

  private HandlerCalls.Call call(
      Run<Started> run, EventFacts facts, Readable readable, EventHandler handler) {
    Started started = new Started(readable.add(), facts.place().orElseThrow());
    run.prepared(started);
    Event event = node.describe(readable, of(readable.add()).failed() + 1);
    return new HandlerCalls.Call(
        facts.key(), ack -> handler.handle(event, ack), verdict -> ended(run, started, verdict));
  }

  private void over(Run<Started> run, int begun) {
    appetite.learn(run.prepared(), begun);
    run.over(begun);
    if (run.isDone()) {
      running = null;
      step();
    }
  }

  private void ended(Run<Started> run, Started started, Verdict verdict) {
    run.answered(started);
    place = started.place();
    Add add = started.add();
    int tries = of(add).failed() + 1;
    if (verdict instanceof Consumed done) {
      finish(add, Outcome.ok(tries, done.result()), Needs.PAYLOAD);
    } else if (verdict instanceof Rejected rejected) {
      finish(add, Outcome.rejected(tries, rejected.reason()), Needs.PAYLOAD);
    } else if (verdict instanceof Later later) {
      again(add, tries, later.after(), verdict.reason());
    } else {
      again(add, tries, rules.retry().delay(tries, rules.random()), verdict.reason());
    }
    if (run.isDone()) {
      running = null;
      step();
    }
  }

  private void again(Add add, int failed, Duration after, String reason) {
    if (failed >= rules.retry().attempts()) {
      Outcome dead = new Outcome(ConsumedEvent.Outcome.DEAD, failed, Optional.of(reason));
      finish(add, dead, Needs.PAYLOAD);
      return;
    }
    attempts =
        new Attempts(add.eventId(), failed, rules.clock().instant().plus(after).toEpochMilli());
    node.remember(attempts);
  }

  /** The head is done, as soon as that is written; the next may begin meanwhile. */
  private void finish(Add add, Outcome outcome, Needs needs) {
    pass(add.eventId(), place);
    finishing.add(add.eventId());
    write(add, outcome, needs, new CompletableFuture<>());
  }

  private void write(Add add, Outcome outcome, Needs needs, CompletableFuture<Boolean> written) {
    node.write(add, outcome, needs)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                finishing.remove(add.eventId());
                written.complete(true);
              } else if (open) { // the store is in trouble: neither done nor to be run again
                rules.timers().schedule(WRITE_RETRY, () -> write(add, outcome, needs, written));
              } else {
                written.completeExceptionally(failure);
              }
            });
  }

  private Outcome ended(ConsumedEvent.Outcome kind, Add add, Optional<String> text) {
    return new Outcome(kind, of(add).failed(), text);
  }

  private Attempts of(Add add) {
    EventId id = add.eventId();
    return attempts != null && attempts.event().equals(id) ? attempts : new Attempts(id, 0, 0);
  }

  private void sleep(long millis) {
    long bounded = Math.min(Math.max(1, millis), LONGEST_SLEEP.toMillis());
    wake = rules.timers().schedule(Duration.ofMillis(bounded), this::step);
  }
}
