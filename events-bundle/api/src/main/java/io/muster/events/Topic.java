package io.muster.events;

import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Optional;
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

  /** Most dead letters of one page. */
  int MAX_DEAD_LETTERS = 1_000;

  /**
   * Returns dead letters: what was given up after too many attempts, on a client its events, on the
   * server receipts that its handler did not acknowledge. The list owns a copy of the payloads; it
   * is bounded by number and bytes, and full, it lets the oldest go.
   *
   * @param after the last one of the page before; empty, or not in the list any more: from the
   *     oldest
   * @param limit how many at most, 1 to {@link #MAX_DEAD_LETTERS}
   * @return an immutable snapshot, the oldest first
   * @throws IllegalArgumentException if the limit is out of range
   */
  List<DeadLetter> deadLetters(Optional<EventId> after, int limit);

  /**
   * Calls the handler once more with a dead letter, as soon as it is free, whatever the batching
   * window. On a client, consuming or rejecting writes another receipt, which the server's handler
   * gets as {@linkplain ConsumedEvent#revised revised}; on the server, consuming settles the
   * receipt.
   *
   * @param id the event
   * @return completes with whether the letter is gone, or false if it failed again and stays; fails
   *     with {@link EventsException}, reason {@code NO_DEAD_LETTER} or {@code NOT_REPLAYED}, the
   *     latter within 30 s if the handler does not become free
   */
  CompletionStage<Boolean> replayDeadLetter(EventId id);

  /**
   * Takes a dead letter and its payload from the list for good.
   *
   * @param id the event
   * @return completes when this is durable here; fails with {@link EventsException}, reason {@code
   *     NO_DEAD_LETTER}, if there is none of that name
   */
  CompletionStage<Void> dropDeadLetter(EventId id);

  /**
   * Returns the keys that have written two histories of one feed, as far as this node knows.
   *
   * @return an immutable snapshot; empty unless a node was copied while it ran, or a key is misused
   */
  List<ForkReport> forks();

  /**
   * Says goodbye: refuses new calls, lets running handlers end (5 s), waits until one member has
   * all of this node's entries (5 s), and unregisters the service. Deletes nothing; opening the
   * topic again continues. Stopping the bundle or the framework is not leaving.
   *
   * @return completes with what was not yet replicated; never fails
   */
  CompletionStage<LeaveReport> leave();
}
