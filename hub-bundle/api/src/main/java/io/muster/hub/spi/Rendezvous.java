package io.muster.hub.spi;

import java.net.URI;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: a way to meet peers at a hub. A hub is a stranger: it can drop, delay, repeat
 * and invent messages, so whatever passes through it is signed by the hub provider, and checked.
 */
@ConsumerType
public interface Rendezvous {
  /**
   * Service property, {@code String+}, required: the schemes of hub addresses served, such as
   * {@code https}.
   */
  String SCHEMES = "muster.rendezvous.schemes";

  /**
   * Connects to a hub once. Keeping up the connection is the caller's.
   *
   * @param hub its address
   * @param application the name under which nodes of one network and version meet: 1 to 128
   *     characters of {@code [A-Za-z0-9._-]}
   * @param channels what to subscribe to, 1 to 16 names of the same form
   * @param listener is told what arrives and when the connection has ended
   * @return completes when messages can be received, or fails with a {@link RendezvousException}
   *     within 30 s
   */
  CompletionStage<Session> connect(
      URI hub, String application, Set<String> channels, Listener listener);

  /** A connection to a hub. */
  @ConsumerType
  interface Session extends AutoCloseable {
    /**
     * Sends a message to all who have subscribed to a channel, ourselves included.
     *
     * @param channel its name
     * @param json a JSON text of at most 48 KiB without line breaks
     * @return completes when the hub has taken it, or fails with a {@link RendezvousException}
     *     within 30 s
     */
    CompletionStage<Void> publish(String channel, String json);

    /**
     * Ends the connection; the listener is told. Repeatable, returns without waiting for the hub.
     */
    @Override
    void close();
  }

  /** Receives from a hub. One call at a time. */
  @ConsumerType
  interface Listener {
    /**
     * Called for each message.
     *
     * @param json a JSON text of at most 64 KiB, well-formed, otherwise unchecked
     */
    void message(String json);

    /**
     * Called once, last, if the connection had been made.
     *
     * @param reason why it ended, for people
     */
    void closed(String reason);
  }
}
