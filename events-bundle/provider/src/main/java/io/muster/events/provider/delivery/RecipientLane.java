package io.muster.events.provider.delivery;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventHandler;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.delivery.Opening.Missing;
import io.muster.events.provider.delivery.Opening.Readable;
import io.muster.events.provider.delivery.Opening.Unreadable;
import io.muster.events.provider.delivery.Verdict.Consumed;
import io.muster.events.provider.delivery.Verdict.Failed;
import io.muster.events.provider.delivery.Verdict.Later;
import io.muster.events.provider.delivery.Verdict.Rejected;
import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * The events for this node, one after the other: {@code WAITING → READY → RUNNING → DONE |
 * WAITING(retry) | DEAD}. The durable CONSUMED is the memory that one is done; the next handler may
 * run while that is on its way to the disk.
 */
public final class RecipientLane {
  /** What the lane needs of its node. */
  public interface Node {
    /** Names topic and server of events. */
    Event describe(Add add, Readable content, int attempt);

    /** Decrypts. */
    Opening open(Add add);

    /** Writes CONSUMED; completes on the topic's thread when it is durable. */
    CompletionStage<?> write(Add add, Outcome outcome);

    /** Keeps in mind, from the second attempt on, how often the head was tried. */
    void remember(Attempts attempts);
  }

  /** Time, chance and rules. */
  public record Rules(
      InstantSource clock, RandomGenerator random, Timers timers, RetryRule retry) {}

  private static final Duration WRITE_RETRY = Duration.ofSeconds(1);

  private final Node node;
  private final HandlerBoard<EventHandler> board;
  private final HandlerCalls calls;
  private final Rules rules;
  private final TreeSet<LaneEvent> waiting = new TreeSet<>();
  private final Map<EventId, LaneEvent> known = new HashMap<>();
  private final Set<EventId> finishing = new HashSet<>();
  private LaneEvent running;
  private Attempts attempts;
  private Timers.Timer wake = () -> {};
  private boolean open;

  /** Makes a lane that begins to hand over when {@link #open} is called. */
  public RecipientLane(
      Node node, HandlerBoard<EventHandler> board, HandlerCalls calls, Rules rules) {
    this.node = node;
    this.board = board;
    this.calls = calls;
    this.rules = rules;
  }

  /** Begins, with what is known of the head's attempts from before. */
  public void open(Optional<Attempts> before) {
    attempts = attempts == null ? before.orElse(null) : attempts;
    open = true;
    step();
  }

  /** Ends: no handler is called any more; answers that still come count. */
  public void stop() {
    open = false;
    wake.cancel();
  }

  /** Puts an event into the lane, once; {@link #step} hands over. */
  public void offer(LaneEvent event) {
    EventId id = event.add().eventId();
    if (!finishing.contains(id) && known.putIfAbsent(id, event) == null) {
      waiting.add(event);
    }
  }

  /** Takes an event out that the server has cancelled; one that runs ends as it ends. */
  public void cancel(EventId id) {
    LaneEvent event = known.get(id);
    if (event != null && event != running) {
      forget(event);
    }
  }

  /** Returns how many events are not done. */
  public int size() {
    return known.size();
  }

  /** Says whether an event waits, runs or is being finished. */
  public boolean has(EventId id) {
    return known.containsKey(id) || finishing.contains(id);
  }

  /** Returns the events that wait or run, in order. */
  public Iterable<LaneEvent> events() {
    return waiting;
  }

  /** Hands over what can be handed over now. */
  public void step() {
    wake.cancel();
    while (open && running == null && !waiting.isEmpty()) {
      if (!advance(waiting.first())) {
        return;
      }
    }
  }

  /** Returns whether the head was finished without a call. */
  private boolean advance(LaneEvent head) {
    Add add = head.add();
    long now = rules.clock().millis();
    if (now >= add.expiresAt()) {
      finish(head, ended(ConsumedEvent.Outcome.EXPIRED, head, Optional.empty()));
      return true;
    }
    long from = Math.max(add.notBefore(), of(head).notBefore());
    if (now < from) {
      sleep(Math.min(from, add.expiresAt()) - now);
      return false;
    }
    Optional<EventHandler> handler = board.best();
    if (handler.isEmpty() || !calls.isFree()) {
      sleep(add.expiresAt() - now);
      return false;
    }
    return read(head, handler.get());
  }

  private boolean read(LaneEvent head, EventHandler handler) {
    Opening opening = node.open(head.add());
    if (opening instanceof Readable readable) {
      start(head, handler, readable);
      return false;
    }
    if (opening instanceof Unreadable unreadable) {
      Optional<String> why = Optional.of(unreadable.why());
      finish(head, ended(ConsumedEvent.Outcome.UNREADABLE, head, why));
      return true;
    }
    sleep(head.add().expiresAt() - rules.clock().millis());
    return !(opening instanceof Missing);
  }

  private void start(LaneEvent head, EventHandler handler, Readable readable) {
    running = head;
    Event event = node.describe(head.add(), readable, of(head).failed() + 1);
    calls.start(ack -> handler.handle(event, ack), verdict -> ended(head, verdict));
  }

  private void ended(LaneEvent event, Verdict verdict) {
    running = null;
    int tries = of(event).failed() + 1;
    if (verdict instanceof Consumed done) {
      finish(event, new Outcome(ConsumedEvent.Outcome.OK, tries, done.result()));
    } else if (verdict instanceof Rejected rejected) {
      Optional<String> reason = Optional.of(rejected.reason());
      finish(event, new Outcome(ConsumedEvent.Outcome.REJECTED, tries, reason));
    } else if (verdict instanceof Later later) {
      again(event, tries, later.after(), "The handler asked to be called again");
    } else if (verdict instanceof Failed failed) {
      again(event, tries, rules.retry().delay(tries, rules.random()), failed.reason());
    }
    step();
  }

  private void again(LaneEvent event, int failed, Duration after, String reason) {
    if (failed >= rules.retry().attempts()) {
      finish(event, new Outcome(ConsumedEvent.Outcome.DEAD, failed, Optional.of(reason)));
      return;
    }
    Instant next = rules.clock().instant().plus(after);
    attempts = new Attempts(event.add().eventId(), failed, next.toEpochMilli());
    node.remember(attempts);
  }

  private void finish(LaneEvent event, Outcome outcome) {
    EventId id = event.add().eventId();
    forget(event);
    finishing.add(id);
    node.write(event.add(), outcome)
        .whenComplete(
            (done, failure) -> {
              if (failure != null) { // the store is in trouble: neither done nor to be run again
                rules.timers().schedule(WRITE_RETRY, () -> finish(event, outcome));
              } else {
                finishing.remove(id);
              }
            });
  }

  private void forget(LaneEvent event) {
    waiting.remove(event);
    known.remove(event.add().eventId());
  }

  private Outcome ended(ConsumedEvent.Outcome kind, LaneEvent event, Optional<String> text) {
    return new Outcome(kind, of(event).failed(), text);
  }

  private Attempts of(LaneEvent event) {
    EventId id = event.add().eventId();
    return attempts != null && attempts.event().equals(id) ? attempts : new Attempts(id, 0, 0);
  }

  private void sleep(long millis) {
    wake = rules.timers().schedule(Duration.ofMillis(Math.max(1, millis)), this::step);
  }
}
