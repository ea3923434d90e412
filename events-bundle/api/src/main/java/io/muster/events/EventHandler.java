package io.muster.events;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service of a user: handles the events of the topics named by service property {@link
 * Topic#TOPIC}. Of several handlers exactly one is called: highest {@code service.ranking}, then
 * lowest {@code service.id}.
 */
@ConsumerType
public interface EventHandler {
  /**
   * Called with one event at a time, in order, on a Muster thread. The handler answers through
   * {@code ack}, before it returns or later, from any thread. An exception counts as a retry, and
   * so does silence beyond the lease (30 s by default).
   *
   * @param event the event
   * @param ack how to answer
   * @throws Exception counts as {@link Acknowledgement#retry}
   */
  void handle(Event event, Acknowledgement ack) throws Exception;
}
