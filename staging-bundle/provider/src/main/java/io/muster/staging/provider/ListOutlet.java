package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.osgi.service.log.Logger;

/** A stream of whole lists: the first one, then the newest whenever one is requested. */
final class ListOutlet extends Outlet<List<StagingEntry>> {
  private final Supplier<Snapshot> newest;
  private final AtomicReference<List<StagingEntry>> first = new AtomicReference<>();
  private final AtomicReference<List<StagingEntry>> pending = new AtomicReference<>();

  ListOutlet(
      Subscriber<? super List<StagingEntry>> subscriber,
      Executor executor,
      Supplier<Snapshot> newest,
      Logger log) {
    super(subscriber, executor, log);
    this.newest = newest;
  }

  @Override
  public void open(Snapshot state) {
    first.set(state.entries());
    greet();
  }

  @Override
  public void changed(StagingChange change, List<StagingEntry> list) {
    pending.set(list);
    schedule();
  }

  @Override
  public void leftOut() {
    changed(null, newest.get().entries());
  }

  @Override
  boolean hasNext() {
    return first.get() != null || pending.get() != null;
  }

  @Override
  List<StagingEntry> poll() {
    List<StagingEntry> snapshot = first.getAndSet(null);
    return snapshot != null ? snapshot : pending.getAndSet(null);
  }

  @Override
  void clear() {
    first.set(null);
    pending.set(null);
  }
}
