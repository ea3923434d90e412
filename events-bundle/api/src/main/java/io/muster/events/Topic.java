package io.muster.events;

import io.muster.peer.PeerKey;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** What servers and clients of a topic have in common. */
@ProviderType
public interface Topic {
  /**
   * Service property of services and handlers, {@code String} ({@code String+} on handlers): the
   * topic's name.
   */
  String TOPIC = "muster.topic";

  /** Service property of services: {@code server} or {@code client}. */
  String ROLE = "muster.role";

  /**
   * Returns the topic's name.
   *
   * @return the name, as configured
   */
  String topic();

  /**
   * Returns whose topic it is.
   *
   * @return the server's key
   */
  PeerKey server();

  /**
   * Returns this node's key.
   *
   * @return the key
   */
  PeerKey self();

  /**
   * Returns what this node knows of the topic.
   *
   * @return an immutable snapshot
   */
  TopicStatus status();

  /**
   * Says goodbye: refuses new calls, lets running handlers end (5 s), waits until one member has
   * all of this node's entries (5 s), and unregisters the service. Deletes nothing; opening the
   * topic again continues. Stopping the bundle or the framework is not leaving.
   *
   * @return completes with what was not yet replicated; never fails
   */
  CompletionStage<LeaveReport> leave();
}
