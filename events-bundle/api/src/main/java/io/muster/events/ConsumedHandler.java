package io.muster.events;

import io.muster.peer.PeerKey;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service of a server: learns what became of the events of the topics named by service
 * property {@link Topic#TOPIC}. Of several handlers exactly one is called, as for {@link
 * EventHandler}.
 */
@ConsumerType
public interface ConsumedHandler {
  /**
   * Called for each receipt until it is acknowledged: in order for each client, for several clients
   * at a time.
   *
   * @param client who consumed
   * @param event what became of the event
   * @param ack how to answer; {@link Acknowledgement#consumed()} settles the event for good
   * @throws Exception counts as {@link Acknowledgement#retry}
   */
  void onClientConsumedEvent(PeerKey client, ConsumedEvent event, Acknowledgement ack)
      throws Exception;
}
