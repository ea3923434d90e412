package io.muster.hub;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One protocol's part of a connection: ordered, reliable messages with flow control of its own, so
 * that a slow protocol holds up only itself.
 */
@ProviderType
public interface Channel {
  /** Largest message, in bytes. */
  int MAX_MESSAGE = 16_368;

  /**
   * Returns the connection that carries the channel.
   *
   * @return the connection
   */
  Connection connection();

  /**
   * Returns the protocol's name.
   *
   * @return the name under which both sides registered it
   */
  String protocol();

  /**
   * Sends a message. Messages leave in the order of the calls. To respect back-pressure, wait for
   * the stage before sending much more: at most 1 MiB of a channel's messages may wait for credit.
   *
   * @param message 1 to 16 368 bytes; copied before the call returns
   * @return completes when the transport has taken the message (not when it has arrived); fails
   *     with a retryable {@link io.muster.peer.MusterException} if too much waits, and with one
   *     that is not if the channel is closed
   * @throws IllegalArgumentException if the message is empty or too large
   */
  CompletionStage<Void> send(ByteBuffer message);

  /**
   * Closes this channel, not the connection. The other side's handler is told. Repeatable.
   *
   * @param reason why, shown to people on both sides
   */
  void close(String reason);

  /**
   * Closes the whole connection because the peer broke the protocol, and backs the peer off.
   *
   * @param reason what it did, shown to people
   */
  void misbehaved(String reason);
}
