package io.muster.staging.provider;

import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/**
 * One subscription of a stream: hands values on as far as they are requested (Reactive Streams
 * 1.0.4, section 3). Values are taken and handed on by the tasks of one queue, of which one waits
 * at most; {@link #request} and {@link #cancel} come from any thread.
 */
abstract class Outlet<T> implements Watcher, Subscription {
  private final AtomicLong demand = new AtomicLong();
  private final AtomicBoolean pumpQueued = new AtomicBoolean();
  private final SerialQueue queue;
  private final Logger log;
  private volatile Subscriber<? super T> subscriber;
  private volatile boolean illegalDemand;
  private volatile boolean closing;

  Outlet(Subscriber<? super T> subscriber, Executor executor, Logger log) {
    this.subscriber = subscriber;
    this.queue = new SerialQueue(executor);
    this.log = log;
  }

  /** The value that waits, which waits no more; null if there is none. */
  abstract T poll();

  /** Whether a value waits. */
  abstract boolean hasNext();

  /** What ends the stream before its time, or null. */
  Throwable fault() {
    return illegalDemand
        ? new IllegalArgumentException("A subscriber requested less than 1 value (rule 3.9)")
        : null;
  }

  /** Forgets what waits. */
  abstract void clear();

  /** Calls the subscriber for the first time. */
  final void greet() {
    queue.add(() -> tell(to -> to.onSubscribe(this)));
    queue.drain();
  }

  /** Sees to it that what is requested is handed on. */
  final void schedule() {
    if (pumpQueued.compareAndSet(false, true)) {
      queue.add(this::pump);
      queue.drain();
    }
  }

  private void pump() {
    pumpQueued.set(false);
    while (!isDone() && fault() == null && demand.get() > 0 && hasNext()) {
      T value = poll();
      if (demand.get() != Long.MAX_VALUE) {
        demand.decrementAndGet();
      }
      tell(to -> to.onNext(value));
    }
    Throwable fault = fault();
    if (fault != null) {
      end(to -> to.onError(fault));
    } else if (closing && !hasNext()) {
      end(Subscriber::onComplete);
    }
    if (isDone()) {
      clear();
    }
  }

  @Override
  public final void close() {
    closing = true;
    schedule();
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
    schedule();
  }

  @Override
  public final void cancel() {
    subscriber = null;
    schedule(); // forgets what waits
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
