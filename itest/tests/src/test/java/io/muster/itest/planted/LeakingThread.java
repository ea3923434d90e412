package io.muster.itest.planted;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Wrong on purpose: starts a thread and forgets it. */
public final class LeakingThread implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    CountDownLatch never = new CountDownLatch(1);
    Thread forgotten = new Thread(() -> forget(never), "muster-planted");
    forgotten.setDaemon(true);
    forgotten.start();
  }

  private static void forget(CountDownLatch never) {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the test ends it
    }
  }

  @Override
  public void stop(BundleContext context) {
    // here the thread should be ended
  }
}
