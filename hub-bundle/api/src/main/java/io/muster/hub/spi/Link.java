package io.muster.hub.spi;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Ordered, reliable messages between two proven keys, with back-pressure. */
@ConsumerType
public interface Link extends AutoCloseable {
  /** Largest message, in bytes, the multiplexer's header included. */
  int MAX_MESSAGE = 16_384;

  /**
   * Returns who is at the other end.
   *
   * @return the key that was proven during the handshake
   */
  PeerKey remote();

  /**
   * Returns the address that was dialled, or the one from which the peer came.
   *
   * @return the address
   */
  PeerAddress address();

  /**
   * Begins to deliver; called once. What arrived before is delivered first.
   *
   * @param handler is called on the transport's threads, one call at a time
   * @throws IllegalStateException if called twice
   */
  void start(Handler handler);

  /**
   * Sends a message. Messages leave in the order of the calls. The caller limits how much waits: it
   * sends on when the stage has completed.
   *
   * @param message 1 to 16 384 bytes; copied or written before the stage completes, not changed by
   *     the caller until then
   * @return completes when the message was handed to the network; fails with a {@link
   *     LinkException} if the link has ended
   * @throws IllegalArgumentException if the message is empty or too large
   */
  CompletionStage<Void> send(ByteBuffer message);

  /**
   * Ends the link at once; both handlers are told. Repeatable, returns without waiting for the
   * peer.
   */
  @Override
  void close();

  /** Receives from a link. */
  @ConsumerType
  interface Handler {
    /**
     * Called for each message; the transport reads on when the call returns.
     *
     * @param message read-only, valid during the call
     */
    void received(ByteBuffer message);

    /**
     * Called once, last.
     *
     * @param reason why the link ended, for people
     */
    void closed(String reason);
  }
}
