package io.muster.events.provider.delivery;

import io.muster.events.Acknowledgement;
import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/**
 * Calls users' handlers on threads of their own, each under a lease, at most so many at a time. A
 * handler that does not return when its lease ends is interrupted; it goes on counting as running
 * until it returns.
 */
public final class HandlerCalls implements HandlerCall.Desk {
  /** A handler's method with its arguments, but for the acknowledgement. */
  interface Target {
    /** Calls it. */
    void call(Acknowledgement ack) throws Exception;
  }

  /** The threads of a topic's calls. */
  public record Threads(Executor topic, Timers timers, Executor handlers, int atMost) {}

  private final Threads threads;
  private final Duration lease;
  private final Logger log;
  private final Map<HandlerCall, Open> open = new HashMap<>();
  private Runnable whenFree = () -> {};
  private int inside;

  private static final class Open {
    final Consumer<Verdict> then;
    Timers.Timer lease;
    volatile Thread caller;

    Open(Consumer<Verdict> then) {
      this.then = then;
    }
  }

  /** Makes calls on the given threads; {@code lease} is how long a handler may be silent. */
  public HandlerCalls(Threads threads, Duration lease, Logger log) {
    this.threads = threads;
    this.lease = lease;
    this.log = log;
  }

  /** Sets what to do when a further call has become possible. */
  public void whenFree(Runnable task) {
    whenFree = task;
  }

  /** Says whether a further call is possible now. */
  boolean isFree() {
    return inside < threads.atMost();
  }

  /** Returns how many calls have no verdict yet. */
  public int running() {
    return open.size();
  }

  /** Calls; {@code then} gets the one verdict, on the topic's thread, later. */
  void start(Target target, Consumer<Verdict> then) {
    HandlerCall call = new HandlerCall(this);
    Open state = new Open(then);
    open.put(call, state);
    state.lease = threads.timers().schedule(lease, () -> expired(call));
    inside++;
    try {
      threads.handlers().execute(() -> run(call, state, target));
    } catch (RejectedExecutionException e) {
      inside--;
      call.failed("The handler's threads are gone");
    }
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
      post(this::returned);
    }
  }

  private void returned() {
    inside--;
    whenFree.run();
  }

  private void expired(HandlerCall call) {
    Open state = open.get(call);
    if (state == null) {
      return;
    }
    synchronized (state) {
      Thread caller = state.caller;
      if (caller != null) {
        log.warn("A handler has neither answered nor returned within {}: it is interrupted", lease);
        caller.interrupt();
      }
    }
    call.failed("The handler was silent for " + lease);
  }

  @Override
  public void answered(HandlerCall call, Verdict verdict) {
    post(
        () -> {
          Open state = open.remove(call);
          if (state != null) {
            state.lease.cancel();
            state.then.accept(verdict);
          }
        });
  }

  @Override
  public void extended(HandlerCall call) {
    post(
        () -> {
          Open state = open.get(call);
          if (state != null) {
            state.lease.cancel();
            state.lease = threads.timers().schedule(lease, () -> expired(call));
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
