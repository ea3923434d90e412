package io.muster.events;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A client of a topic: stores and replicates what the members wrote, and hands events for this node
 * to its {@link EventHandler}.
 */
@ProviderType
public interface EventClient extends Topic {
  /**
   * Gives up an event for this node that cannot be handled, for instance because nobody has its
   * payload any more: it leaves the lane as after its last attempt, and becomes a dead letter.
   *
   * @param id an event that waits here and whose handler is not running
   * @return completes when this is durable here; fails with {@link EventsException}, reason {@code
   *     NOT_WAITING}, if there is no such event
   */
  CompletionStage<Void> skip(EventId id);
}
