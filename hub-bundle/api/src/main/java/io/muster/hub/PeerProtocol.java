package io.muster.hub;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: something to be spoken with peers. On every connection on which both sides
 * have registered a protocol of the same name, one channel is opened; unregistering closes its
 * channels.
 */
@ConsumerType
public interface PeerProtocol {
  /**
   * Service property, {@code String}, required: the protocol's name, 1 to 128 printable ASCII
   * characters.
   */
  String NAME = "muster.protocol";

  /**
   * Called when a channel has opened, before its first message is handed over.
   *
   * @param channel the channel; may be sent on at once
   * @return who receives
   */
  ChannelHandler opened(Channel channel);
}
