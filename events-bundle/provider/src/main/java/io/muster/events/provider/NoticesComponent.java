package io.muster.events.provider;

import io.muster.events.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Posts notices as OSGi events, topics {@code io/muster/events/Topic/…}, while there is an
 * EventAdmin; the package need not be there either.
 */
@Component(service = NoticesComponent.class)
public final class NoticesComponent {
  /** What all topics of these events begin with. */
  static final String PREFIX = "io/muster/events/Topic/";

  private static final String EVENT_ADMIN = "org.osgi.service.event.EventAdmin";
  private static final long PATIENCE_MS = 2_000;

  private final Logger log;
  private final ServiceTracker<Object, Object> admin;
  private final ScheduledThreadPoolExecutor timer;
  private final NoticeQueue queue = new NoticeQueue(this::post, this::later);
  private final AtomicBoolean told = new AtomicBoolean();

  /** Called by Declarative Services. */
  @Activate
  public NoticesComponent(
      BundleContext context, @Reference(name = "log", service = LoggerFactory.class) Logger log) {
    this.log = log;
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "muster-events-notices");
              thread.setDaemon(true);
              return thread;
            });
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    admin = new ServiceTracker<>(context, EVENT_ADMIN, null);
    admin.open();
  }

  @Deactivate
  void close() {
    timer.shutdownNow();
    admin.close();
    try {
      if (!timer.awaitTermination(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
        log.warn("EventAdmin holds up the thread muster-events-notices: see who serves it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the notices of one topic. */
  Notices of(String topic) {
    return (what, subject, facts) -> {
      if (admin.getService() != null) {
        Map<String, Object> all = new HashMap<>(facts);
        all.put(Topic.TOPIC, topic);
        queue.tell(what, topic + '/' + subject, all);
      }
    };
  }

  private void later(Duration after, Runnable task) {
    try {
      timer.schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      log.debug("A notice came after the bundle was stopped");
    }
  }

  private void post(Notices.Kind what, Map<String, Object> facts) {
    Object service = admin.getService();
    if (service == null) {
      return;
    }
    try {
      EventAdminPost.post(service, PREFIX + what, facts);
    } catch (LinkageError | RuntimeException e) {
      if (told.compareAndSet(false, true)) {
        log.warn(
            "Notices cannot be posted to EventAdmin; nothing else is touched. If its bundle came"
                + " after this one, refresh io.muster.events.provider",
            e);
      }
    }
  }
}
