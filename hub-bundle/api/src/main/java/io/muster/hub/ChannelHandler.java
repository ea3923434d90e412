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
   * Says whether this handler only hands on what comes, and never waits: neither {@link #received}
   * nor what depends on the stages of {@link Channel#send}. Then both are called on the threads
   * that read and write the link, which saves a hand-over between threads for each message; still
   * one call of {@link #received} at a time. Asked once. One that waits nevertheless holds up all
   * channels of its connection.
   *
   * @return true if it never waits
   * @implSpec this one returns false
   */
  default boolean neverWaits() {
    return false;
  }

  /**
   * Called once, last: the channel is closed.
   *
   * @param reason why, for people
   */
  void closed(String reason);
}
