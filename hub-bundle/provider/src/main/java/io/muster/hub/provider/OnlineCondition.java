package io.muster.hub.provider;

import java.util.Hashtable;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;

/**
 * Shows that this node is at a hub, by a {@code Condition} with {@code
 * osgi.condition.id=io.muster.hub.online}. Frameworks before release 8 have no conditions.
 */
final class OnlineCondition implements Consumer<Boolean> {
  static final String ID = "io.muster.hub.online";

  private final BundleContext context;
  private ServiceRegistration<?> shown;
  private boolean closed;

  OnlineCondition(BundleContext context) {
    this.context = context;
  }

  @Override
  public synchronized void accept(Boolean online) {
    if (online && shown == null && !closed) {
      shown = show(context);
    } else if (!online) {
      hide();
    }
  }

  private void hide() {
    if (shown != null) {
      shown.unregister();
      shown = null;
    }
  }

  synchronized void close() {
    closed = true;
    hide();
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
}
