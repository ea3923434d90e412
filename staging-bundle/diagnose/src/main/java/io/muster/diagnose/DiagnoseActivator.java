package io.muster.diagnose;

import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** Wiring: registers the command. No component, because components may be what does not run. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class DiagnoseActivator implements BundleActivator {
  /** Made by the framework. */
  public DiagnoseActivator() {}

  @Override
  public void start(BundleContext context) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put("osgi.command.scope", "muster");
    properties.put("osgi.command.function", new String[] {"diagnose"});
    context.registerService(
        DiagnoseCommands.class, new DiagnoseCommands(new Services(context)), properties);
  }

  @Override
  public void stop(BundleContext context) {
    // The framework takes the command away.
  }
}
