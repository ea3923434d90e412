package io.muster.hub.provider.machine;

import io.muster.hub.provider.mux.SerialExecutor;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/**
 * Holds the state: reduces one action at a time and has its effects done, in order. Actions come
 * from links, dials and hubs, whose numbers are bounded, and from strangers' messages, which are
 * refused when too much waits ({@link #offer}).
 */
public final class Machine {
  /** Actions that may wait before messages of strangers are refused. */
  static final int MAX_WAITING = 10_000;

  private final Executor serial;
  private final Edge edge;
  private final BiConsumer<String, Throwable> failures;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile State state;

  /** Makes a machine; {@code failures} is told of effects that threw. */
  public Machine(
      State initial, Executor executor, Edge edge, BiConsumer<String, Throwable> failures) {
    this.state = initial;
    this.serial = new SerialExecutor(executor);
    this.edge = edge;
    this.failures = failures;
  }

  /** The state of the moment. */
  public State state() {
    return state;
  }

  /** Reduces an action later, after those that wait. */
  public void dispatch(Action action) {
    waiting.incrementAndGet();
    serial.execute(
        () -> {
          waiting.decrementAndGet();
          run(action);
        });
  }

  /** Runs a task after the actions that wait. */
  public void then(Runnable task) {
    serial.execute(task);
  }

  /** Reduces what a stranger caused, unless too much waits. */
  public boolean offer(Action action) {
    if (waiting.get() >= MAX_WAITING) {
      return false;
    }
    dispatch(action);
    return true;
  }

  private void run(Action action) {
    Step step;
    edge.observe(action);
    try {
      step = action.reduce(state);
    } catch (RuntimeException e) {
      failures.accept("action " + action + " could not be reduced, it is dropped", e);
      return;
    }
    state = step.state();
    for (Effect effect : step.effects()) {
      if (effect instanceof Effect.Dispatch next) {
        run(next.action());
      } else {
        perform(effect);
      }
    }
  }

  private void perform(Effect effect) {
    try {
      effect.perform(edge);
    } catch (RuntimeException | LinkageError e) {
      failures.accept("effect " + effect + " failed", e);
    }
  }
}
