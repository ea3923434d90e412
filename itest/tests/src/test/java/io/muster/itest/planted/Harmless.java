package io.muster.itest.planted;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Leaves nothing behind. */
public final class Harmless implements BundleActivator {
  @Override
  public void start(BundleContext context) {
    context.registerService(Harmless.class, this, null);
  }

  @Override
  public void stop(BundleContext context) {
    // the framework takes the service back
  }
}
