package io.muster.events.provider;

import java.util.Map;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/**
 * The only class that knows the package of EventAdmin, which a framework need not have: it is
 * loaded when there is a service to post to.
 */
final class EventAdminPost {
  private EventAdminPost() {}

  static void post(Object admin, String topic, Map<String, Object> facts) {
    ((EventAdmin) admin).postEvent(new Event(topic, facts));
  }
}
