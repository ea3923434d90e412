package io.muster.events.provider.delivery;

import io.muster.events.Acknowledgement;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.thread.Timers;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.osgi.service.log.Logger;

/**
 * Calls users' handlers on threads of their own, each under a lease, at most so many at a time. A
 * call that has neither answered nor returned when its lease ends has failed, and its thread is
 * interrupted. One that does not return even then is lost: another thread takes its place, and as
 * long as it is lost, its event is not called again, which counts as a failure each time. A lane
 * with {@link #LOST_OF_A_LANE} lost calls is not served until one returns; {@link #LOST} threads
 * are replaced at most. All but the answers is confined to the topic's thread.
 */
public final class HandlerCalls implements HandlerCall.Desk {
  /** How many threads are replaced at most while they are lost. */
  public static final int LOST = 32;

  /** How many calls of one lane may be lost until it is not served. */
  public static final int LOST_OF_A_LANE = 4;

  private static final Duration GRACE = Duration.ofSeconds(1);

  /** No further call of a series begins later than that after the first. */
  private static final long SERIES_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** A handler's method with its arguments, but for the acknowledgement. */
  interface Target {
    /** Calls it. */
    void call(Acknowledgement ack) throws Exception;
  }

  /** The threads of a topic's calls. */
  public record Threads(Executor topic, Timers timers, Executor handlers, int atMost) {}

  /** How long a handler may be silent, and how many events may be unanswered at a time. */
  public record Limits(Duration lease, int window) {}

  private final Threads threads;
  private Limits limits;
  private final Logger log;
  private final Map<HandlerCall, Open> open = new HashMap<>();
  private final Set<Open> lost = new LinkedHashSet<>();
  private final AtomicLong ignored = new AtomicLong();
  private Runnable whenFree = () -> {};
  private int inside;

  private static final class Open {
    final EventKey event;
    final Consumer<Verdict> then;
    Timers.Timer lease;
    boolean answered;
    boolean returned;
    volatile Thread caller;

    Open(EventKey event, Consumer<Verdict> then) {
      this.event = event;
      this.then = then;
    }

    void endIfOver() {
      if (answered && returned) {
        lease.cancel();
      }
    }
  }

  /** Makes calls on the given threads. */
  public HandlerCalls(Threads threads, Limits limits, Logger log) {
    this.threads = threads;
    this.limits = limits;
    this.log = log;
  }

  /** Sets what to do when a further call has become possible. */
  public void whenFree(Runnable task) {
    whenFree = task;
  }

  /** Changes the limits, from the next call on. */
  public void limit(Limits fresh) {
    limits = fresh;
  }

  /** Says whether a further call is possible now, for a lane that is not held. */
  boolean isFree() {
    return inside < threads.atMost() && open.size() < limits.window();
  }

  /** Says whether too many calls of a lane are lost to serve it. */
  boolean isHeld(PeerKey lane) {
    return lost.size() >= LOST_OF_A_LANE
        && lost.stream().filter(state -> state.event.recipient().equals(lane)).count()
            >= LOST_OF_A_LANE;
  }

  /** Returns how many calls have no verdict yet. */
  public int running() {
    return open.size();
  }

  /** Returns the events whose calls have no verdict yet. */
  public List<EventKey> events() {
    List<EventKey> events = new ArrayList<>();
    open.values().forEach(state -> events.add(state.event));
    return events;
  }

  /** Returns how many threads are lost. */
  public int lost() {
    return lost.size();
  }

  /** Returns how many answers came after the first of their call. */
  public long ignored() {
    return ignored.get();
  }

  /**
   * One call.
   *
   * @param then gets the one verdict, on the topic's thread, later
   */
  record Call(EventKey event, Target target, Consumer<Verdict> then) {}

  /**
   * Calls that one thread makes one after the other, so that it need not be woken for each. The
   * next begins as long as each was answered with consumed before it returned, and soon.
   *
   * @param calls at least one
   * @param goOn whether a first or further one may begin, asked on the handler's thread
   * @param over told on the topic's thread how many have begun; no further one will
   */
  record Series(List<Call> calls, BooleanSupplier goOn, IntConsumer over) {}

  /** Calls; {@code then} gets the one verdict, on the topic's thread, later. */
  void start(EventKey event, Target target, Consumer<Verdict> then) {
    start(new Series(List.of(new Call(event, target, then)), () -> true, begun -> {}));
  }

  /** Makes several calls. */
  void start(Series series) {
    Call first = series.calls().get(0);
    HandlerCall call = new HandlerCall(this);
    Open state = new Open(first.event(), first.then());
    begun(call, state);
    if (isLost(first.event())) {
      refuse(series, call, state, "An earlier call of the handler has not returned");
      return;
    }
    inside++;
    try {
      threads.handlers().execute(() -> run(series, call, state));
    } catch (RejectedExecutionException e) {
      inside--;
      refuse(series, call, state, "The handler's threads are gone");
    }
  }

  /** Says whether an earlier call for an event has not returned. */
  boolean isLost(EventKey event) {
    return !lost.isEmpty() && lost.stream().anyMatch(other -> other.event.equals(event));
  }

  private void refuse(Series series, HandlerCall call, Open state, String why) {
    state.returned = true;
    call.failed(why);
    post(() -> series.over().accept(1));
  }

  private void begun(HandlerCall call, Open state) {
    open.put(call, state);
    state.lease = threads.timers().schedule(limits.lease(), () -> expired(call, state));
  }

  private void run(Series series, HandlerCall firstCall, Open firstState) {
    if (!series.goOn().getAsBoolean()) {
      post(() -> withdrawn(series, firstCall, firstState));
      return;
    }
    long start = threads.timers().nanos();
    HandlerCall call = firstCall;
    Open state = firstState;
    int begun = 1;
    try {
      run(call, state, series.calls().get(0).target());
      while (begun < series.calls().size() && mayGoOn(series, call, start)) {
        Open before = state;
        Call next = series.calls().get(begun++);
        HandlerCall nextCall = new HandlerCall(this);
        Open nextState = new Open(next.event(), next.then());
        call = nextCall;
        state = nextState;
        post(
            () -> {
              before.returned = true;
              before.endIfOver();
              begun(nextCall, nextState);
            });
        run(call, state, next.target());
      }
    } finally {
      Open last = state;
      int all = begun;
      post(
          () -> {
            series.over().accept(all);
            returned(last);
          });
    }
  }

  private void withdrawn(Series series, HandlerCall call, Open state) {
    boolean silent = open.remove(call) == null; // its lease ended before its thread began
    state.answered = true;
    series.over().accept(silent ? 1 : 0);
    returned(state);
  }

  private boolean mayGoOn(Series series, HandlerCall call, long start) {
    return call.isConsumed()
        && threads.timers().nanos() - start < SERIES_NANOS
        && series.goOn().getAsBoolean();
  }

  private void run(HandlerCall call, Open state, Target target) {
    state.caller = Thread.currentThread();
    try {
      target.call(call);
    } catch (Exception | LinkageError | AssertionError | StackOverflowError e) {
      log.warn("A handler threw; the event is tried again", e);
      call.failed(e.toString());
    } finally {
      synchronized (state) { // no interrupt may hit what this thread does next
        state.caller = null;
        Thread.interrupted();
      }
    }
  }

  private void returned(Open state) {
    state.returned = true;
    state.endIfOver();
    if (lost.remove(state)) {
      replaceLost();
    } else {
      inside--;
    }
    whenFree.run();
  }

  private void expired(HandlerCall call, Open state) {
    if (!state.returned) {
      interrupt(state);
      threads.timers().schedule(GRACE, () -> giveUp(state));
    }
    if (!state.answered) {
      call.failed("The handler was silent for " + limits.lease());
    }
  }

  private void interrupt(Open state) {
    synchronized (state) {
      Thread caller = state.caller;
      if (caller != null) {
        log.warn("A handler has not returned within {}: it is interrupted", limits.lease());
        caller.interrupt();
      }
    }
  }

  private void giveUp(Open state) {
    if (state.returned || lost.size() >= LOST) {
      return;
    }
    lost.add(state);
    inside--;
    replaceLost();
    log.error(
        "A handler does not return although it was interrupted: its thread is left to it, others"
            + " take its place ({} of at most {}). Mend the handler: event {} for {}",
        lost.size(),
        LOST,
        state.event.id(),
        state.event.recipient());
    whenFree.run();
  }

  private void replaceLost() {
    if (threads.handlers() instanceof HandlerThreads replaceable) {
      replaceable.lost(lost.size());
    }
  }

  @Override
  public void answered(HandlerCall call, Verdict verdict) {
    post(
        () -> {
          Open state = open.remove(call);
          if (state != null) {
            state.answered = true;
            state.endIfOver();
            state.then.accept(verdict);
            if (open.size() == limits.window() - 1) {
              whenFree.run();
            }
          }
        });
  }

  @Override
  public void ignored(HandlerCall call) {
    ignored.incrementAndGet();
  }

  @Override
  public void extended(HandlerCall call) {
    post(
        () -> {
          Open state = open.get(call);
          if (state != null) {
            state.lease.cancel();
            state.lease = threads.timers().schedule(limits.lease(), () -> expired(call, state));
          }
        });
  }

  /** Answers of handlers that outlive the topic go nowhere. */
  private void post(Runnable task) {
    try {
      threads.topic().execute(task);
    } catch (RejectedExecutionException e) {
      log.debug("A handler answered after its topic was closed", e);
    }
  }
}
