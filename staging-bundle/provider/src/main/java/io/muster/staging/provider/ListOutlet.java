package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import java.util.List;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/** A stream of whole lists: the first one, then the newest whenever one is requested. */
final class ListOutlet extends Outlet<List<StagingEntry>> {
  private BenchView view;
  private List<StagingEntry> first;
  private boolean stale;

  ListOutlet(
      Subscriber<? super List<StagingEntry>> subscriber, Consumer<Runnable> tasks, Logger log) {
    super(subscriber, tasks, log);
  }

  @Override
  public void open(BenchView view) {
    this.view = view;
    first = view.list();
    greet();
  }

  @Override
  public void changed(StagingChange change) {
    resync();
  }

  @Override
  public void resync() {
    stale = true;
    pump();
  }

  @Override
  boolean hasNext() {
    return first != null || stale;
  }

  @Override
  List<StagingEntry> next() {
    if (first != null) {
      List<StagingEntry> snapshot = first;
      first = null;
      return snapshot;
    }
    stale = false;
    return view.list();
  }
}
