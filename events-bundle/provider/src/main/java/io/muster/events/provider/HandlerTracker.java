package io.muster.events.provider;

import io.muster.events.Topic;
import io.muster.events.provider.delivery.HandlerBoard;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Brings the handlers of one topic to its board. */
final class HandlerTracker<H> extends ServiceTracker<H, H> {
  private final HandlerBoard<H> board;

  private HandlerTracker(
      BundleContext context, org.osgi.framework.Filter filter, HandlerBoard<H> board) {
    super(context, filter, null);
    this.board = board;
  }

  /** Makes a tracker of the services of a type whose property {@code muster.topic} has the name. */
  static <H> HandlerTracker<H> of(
      BundleContext context, Class<H> type, String topic, HandlerBoard<H> board) {
    String filter =
        "(&(%s=%s)(%s=%s))"
            .formatted(Constants.OBJECTCLASS, type.getName(), Topic.TOPIC, escaped(topic));
    try {
      return new HandlerTracker<>(context, FrameworkUtil.createFilter(filter), board);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException("No filter can be made for topic " + topic, e);
    }
  }

  private static String escaped(String value) {
    return value.replaceAll("[\\\\*()]", "\\\\$0");
  }

  @Override
  public H addingService(ServiceReference<H> reference) {
    H handler = super.addingService(reference);
    if (handler != null) {
      board.join(id(reference), ranking(reference), handler);
    }
    return handler;
  }

  @Override
  public void modifiedService(ServiceReference<H> reference, H handler) {
    board.join(id(reference), ranking(reference), handler);
  }

  @Override
  public void removedService(ServiceReference<H> reference, H handler) {
    board.leave(id(reference));
    super.removedService(reference, handler);
  }

  private static long id(ServiceReference<?> reference) {
    return (Long) reference.getProperty(Constants.SERVICE_ID);
  }

  private static int ranking(ServiceReference<?> reference) {
    return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking
        ? ranking
        : 0;
  }
}
