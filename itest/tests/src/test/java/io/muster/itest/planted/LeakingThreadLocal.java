package io.muster.itest.planted;

import java.util.concurrent.Executor;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Wrong on purpose: leaves an object of its own in a thread that belongs to somebody else. */
public final class LeakingThreadLocal implements BundleActivator {
  private static final ThreadLocal<LeakingThreadLocal> LEFT = new ThreadLocal<>();

  @Override
  public void start(BundleContext context) {
    ServiceReference<Executor> shared = context.getServiceReference(Executor.class);
    context.getService(shared).execute(() -> LEFT.set(this));
    context.ungetService(shared);
  }

  @Override
  public void stop(BundleContext context) {
    // here the thread local should be removed
  }
}
