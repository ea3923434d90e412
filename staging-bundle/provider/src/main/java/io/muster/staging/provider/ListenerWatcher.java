package io.muster.staging.provider;

import io.muster.staging.StagingChange;
import io.muster.staging.StagingListener;
import org.osgi.service.log.Logger;

/** Tells a listener service: the snapshot, then every change. */
final class ListenerWatcher implements Watcher {
  private final Logger log;
  private volatile StagingListener listener;
  private BenchView view;

  ListenerWatcher(StagingListener listener, Logger log) {
    this.listener = listener;
    this.log = log;
  }

  @Override
  public void open(BenchView view) {
    this.view = view;
    resync();
  }

  @Override
  public void changed(StagingChange change) {
    StagingListener to = listener;
    if (to != null) {
      guard(() -> to.changed(change));
    }
  }

  @Override
  public void resync() {
    StagingListener to = listener;
    if (to != null) {
      guard(() -> to.snapshot(view.revision(), view.list()));
    }
  }

  @Override
  public void close() {
    listener = null;
  }

  @Override
  public boolean isDone() {
    return listener == null;
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable fault) {
      log.warn(
          "A StagingListener failed and is told no more; register it anew to go on. It is {}",
          listener == null ? "gone" : listener.getClass().getName(),
          fault);
      listener = null;
    }
  }
}
