package io.muster.events.provider;

import io.muster.events.Topic;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.condition.Condition;
import org.osgi.service.log.Logger;

/**
 * Shows other components that a topic is open and can write, by a {@code Condition} with {@code
 * osgi.condition.id=io.muster.events.ready} and the topic's {@code muster.topic}. Frameworks before
 * release 8 have no conditions. Confined to one thread.
 */
final class ReadyCondition {
  static final String ID = "io.muster.events.ready";

  private final BundleContext context;
  private final Logger log;
  private boolean impossible;
  private ServiceRegistration<?> shown;

  ReadyCondition(BundleContext context, Logger log) {
    this.context = context;
    this.log = log;
  }

  /** A topic is open on a store: shows that as long as the store takes what takes space. */
  void look(String topic, EventStore store) {
    boolean ready = isWritable(store);
    if (ready && shown == null && !impossible) {
      show(topic);
    } else if (!ready) {
      end();
    }
  }

  private static boolean isWritable(EventStore store) {
    try {
      return !store.usage().full();
    } catch (StoreException e) {
      return false;
    }
  }

  private void show(String topic) {
    Hashtable<String, Object> properties = new Hashtable<>();
    try {
      properties.put(Condition.CONDITION_ID, ID);
      properties.put(Topic.TOPIC, topic);
      shown = context.registerService(Condition.class, Condition.INSTANCE, properties);
    } catch (LinkageError e) {
      impossible = true;
      log.info("This framework has no conditions: {} is not shown", ID);
    }
  }

  /** It is not so any more. */
  void end() {
    if (shown != null) {
      shown.unregister();
      shown = null;
    }
  }
}
