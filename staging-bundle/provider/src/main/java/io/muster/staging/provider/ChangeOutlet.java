package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.log.Logger;

/** A stream of comings and goings; what is not requested waits, up to a limit. */
final class ChangeOutlet extends Outlet<StagingChange> {
  static final int MAX_WAITING = 65_536;

  private final Queue<StagingChange> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean overrun;

  ChangeOutlet(Subscriber<? super StagingChange> subscriber, Executor executor, Logger log) {
    super(subscriber, executor, log);
  }

  @Override
  public void open(Snapshot state) {
    greet();
  }

  @Override
  public void changed(StagingChange change, List<StagingEntry> list) {
    if (change.kind() == StagingChange.Kind.UPDATED || overrun) {
      return;
    }
    if (count.incrementAndGet() > MAX_WAITING) {
      leftOut();
    } else {
      waiting.add(change);
      schedule();
    }
  }

  @Override
  public void leftOut() {
    overrun = true;
    schedule();
  }

  @Override
  Throwable fault() {
    return overrun
        ? new IllegalStateException(
            "More than "
                + MAX_WAITING
                + " changes of staging waited for this subscriber and are lost to it; read"
                + " entries() and subscribe anew")
        : super.fault();
  }

  @Override
  boolean hasNext() {
    return !waiting.isEmpty();
  }

  @Override
  StagingChange poll() {
    count.decrementAndGet();
    return waiting.poll();
  }

  @Override
  void clear() {
    waiting.clear();
  }
}
