package io.muster.bench.node;

import io.muster.events.Topic;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/** The service of the benchmarks' topic. */
final class TopicService<T extends Topic> implements AutoCloseable {
  private static final long PATIENCE_MS = 600_000;

  private final ServiceTracker<T, T> tracker;

  TopicService(BundleContext context, Class<T> type) throws InvalidSyntaxException {
    String filter =
        "(&(objectClass=%s)(%s=%s))".formatted(type.getName(), Topic.TOPIC, NodeActivator.TOPIC);
    tracker = new ServiceTracker<>(context, FrameworkUtil.createFilter(filter), null);
    tracker.open();
  }

  /** Waits until the topic is open. */
  T await() throws InterruptedException {
    T service = tracker.waitForService(PATIENCE_MS);
    if (service == null) {
      throw new IllegalStateException("the topic is not open; the node's log says why");
    }
    return service;
  }

  @Override
  public void close() {
    tracker.close();
  }
}
