package io.muster.staging.provider;

import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/**
 * One subscription of a stream: hands values on as far as they are requested (Reactive Streams
 * 1.0.4, section 3). Values are taken and handed on by the tasks of one queue; {@link #request} and
 * {@link #cancel} come from any thread.
 */
abstract class Outlet<T> implements Watcher, Subscription {
  private final AtomicLong demand = new AtomicLong();
  private final AtomicBoolean pumpQueued = new AtomicBoolean();
  private final Consumer<Runnable> tasks;
  private final Logger log;
  private volatile Subscriber<? super T> subscriber;
  private volatile boolean illegalDemand;
  private boolean closing;

  Outlet(Subscriber<? super T> subscriber, Consumer<Runnable> tasks, Logger log) {
    this.subscriber = subscriber;
    this.tasks = tasks;
    this.log = log;
  }

  /** Whether a value waits. */
  abstract boolean hasNext();

  /** Takes the value that waits. */
  abstract T next();

  /** Calls the subscriber for the first time. */
  final void greet() {
    tell(to -> to.onSubscribe(this));
  }

  /** Hands on what is requested, and the end when nothing waits. */
  final void pump() {
    while (!isDone() && !illegalDemand && hasNext() && demand.get() > 0) {
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      T value = next();
      tell(to -> to.onNext(value));
    }
    if (illegalDemand) {
      fail(new IllegalArgumentException("A subscriber requested less than 1 value (rule 3.9)"));
    } else if (closing && !isDone() && !hasNext()) {
      end(Subscriber::onComplete);
    }
  }

  final void fail(Throwable fault) {
    end(to -> to.onError(fault));
  }

  @Override
  public final void close() {
    closing = true;
    pump();
  }

  @Override
  public final boolean isDone() {
    return subscriber == null;
  }

  @Override
  public final void request(long n) {
    if (n <= 0) {
      illegalDemand = true;
    } else {
      demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }
    if (pumpQueued.compareAndSet(false, true)) {
      tasks.accept(
          () -> {
            pumpQueued.set(false);
            pump();
          });
    }
  }

  @Override
  public final void cancel() {
    subscriber = null;
    tasks.accept(() -> {}); // the queue drops who is done after each task
  }

  private void end(Consumer<Subscriber<? super T>> signal) {
    Subscriber<? super T> last = subscriber;
    subscriber = null;
    if (last != null) {
      guard(() -> signal.accept(last));
    }
  }

  private void tell(Consumer<Subscriber<? super T>> signal) {
    Subscriber<? super T> to = subscriber;
    if (to != null && !guard(() -> signal.accept(to))) {
      subscriber = null;
    }
  }

  /** Whether the call came back. Whatever a subscriber throws, nobody else may notice. */
  private boolean guard(Runnable call) {
    try {
      call.run();
      return true;
    } catch (Throwable fault) {
      log.warn(
          "A subscriber of staging failed and is told no more; subscribe anew to go on", fault);
      return false;
    }
  }
}
