package io.muster.hub;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** What a protocol does with what arrives on a channel. Calls come one at a time, in order. */
@ConsumerType
public interface ChannelHandler {
  /**
   * Called for each message. The sender's credit is given back when the call returns: a handler
   * that is slow slows its own sender only. An exception closes the channel.
   *
   * @param message read-only, valid during the call
   */
  void received(ByteBuffer message);

  /**
   * Called once, last: the channel is closed.
   *
   * @param reason why, for people
   */
  void closed(String reason);
}
