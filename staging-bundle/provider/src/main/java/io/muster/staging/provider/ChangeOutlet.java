package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow.Subscriber;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/** A stream of comings and goings; what is not requested waits, up to a limit. */
final class ChangeOutlet extends Outlet<StagingChange> {
  static final int MAX_WAITING = 65_536;

  private final Queue<StagingChange> waiting = new ArrayDeque<>();

  ChangeOutlet(Subscriber<? super StagingChange> subscriber, Consumer<Runnable> tasks, Logger log) {
    super(subscriber, tasks, log);
  }

  @Override
  public void open(BenchView view) {
    greet();
  }

  @Override
  public void changed(StagingChange change) {
    if (change.kind() == StagingChange.Kind.UPDATED) {
      return;
    }
    waiting.add(change);
    pump();
    if (waiting.size() > MAX_WAITING) {
      resync();
    }
  }

  @Override
  public void resync() {
    waiting.clear();
    fail(
        new IllegalStateException(
            "More than "
                + MAX_WAITING
                + " changes of staging waited for this subscriber and are lost to it; read"
                + " entries() and subscribe anew"));
  }

  @Override
  boolean hasNext() {
    return !waiting.isEmpty();
  }

  @Override
  StagingChange next() {
    return waiting.remove();
  }
}
