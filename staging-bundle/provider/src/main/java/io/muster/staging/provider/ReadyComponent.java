package io.muster.staging.provider;

import io.muster.staging.Staging;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/**
 * Shows that there is a bench, by a {@code Condition} with {@code
 * osgi.condition.id=io.muster.staging.ready}. Frameworks before release 8 have no conditions.
 */
@Component(service = {})
public final class ReadyComponent {
  static final String ID = "io.muster.staging.ready";

  private final ServiceRegistration<?> shown;

  /** Called by Declarative Services when there is a bench. */
  @Activate
  public ReadyComponent(BundleContext context, @Reference(name = "staging") Staging staging) {
    shown = show(context);
  }

  private static ServiceRegistration<?> show(BundleContext context) {
    Hashtable<String, Object> properties = new Hashtable<>();
    try {
      properties.put(Condition.CONDITION_ID, ID);
      return context.registerService(Condition.class, Condition.INSTANCE, properties);
    } catch (LinkageError e) {
      return null; // a framework without conditions: nobody can look for this one
    }
  }

  @Deactivate
  void end() {
    if (shown != null) {
      shown.unregister();
    }
  }
}
