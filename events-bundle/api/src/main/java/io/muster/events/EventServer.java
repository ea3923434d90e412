package io.muster.events;

import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/** The server of a topic: adds events for users and admits members. */
@ProviderType
public interface EventServer extends Topic {
  /**
   * Adds an event with default options: durable here, no expiry but the topic's.
   *
   * @param user the recipient
   * @param json a JSON text (RFC 8259) of bounded size, passed on byte for byte
   * @return completes when the event is durable on this node, not when it is delivered; fails with
   *     {@link EventsException}, retryably if a quota is reached
   */
  CompletionStage<EventId> addEvent(PeerKey user, String json);

  /**
   * Adds an event.
   *
   * @param user the recipient; a stranger is admitted first if the topic's admission is {@code
   *     on-add}, and refused if it is {@code listed}
   * @param json a JSON text (RFC 8259) of bounded size, passed on byte for byte
   * @param options how durable, how long, under which key
   * @return completes when the event is as durable as asked for; fails with {@link EventsException}
   */
  CompletionStage<EventId> addEvent(PeerKey user, String json, EventOptions options);

  /**
   * Admits a member, or changes its options. Only members' feeds are stored and replicated.
   *
   * @param member whom
   * @param options what it may and does
   * @return completes when this is durable here
   */
  CompletionStage<Void> admit(PeerKey member, MemberOptions options);

  /**
   * Removes a member: what it has written so far is still taken, nothing new; its waiting events
   * are cancelled.
   *
   * @param member whom
   * @return completes when this is durable here; fails with {@link EventsException} if the key is
   *     no member or is the server
   */
  CompletionStage<Void> remove(PeerKey member);

  /**
   * Sets the batching window towards handlers, for all clients of the topic; it is stored and
   * replicated. A window opens with the first event that waits and closes this long after, whatever
   * arrives meanwhile. It delays calls of handlers only. A new length counts for open windows, too.
   *
   * @param pause 0 to 60 s, in whole milliseconds
   * @return completes when this is durable here
   */
  CompletionStage<Void> updatePause(Duration pause);

  /**
   * Returns whether this server recovers from the loss of its disk, and how far it is. Events can
   * be added meanwhile; those with a dedupe key wait for one member, at most 30 s.
   *
   * @return an immutable snapshot
   */
  RecoveryStatus recovery();

  /**
   * Ends recovering before all members were heard: receipts whose event nobody has given back are
   * handed over without a payload. Does nothing if the server does not recover.
   *
   * @return completes when it is over
   */
  CompletionStage<Void> endRecovery();

  /**
   * Declares the payload of a waiting event lost: the event is cancelled and holds up its user's
   * lane no longer. For payloads that nobody has any more, see {@link #recovery}.
   *
   * @param id the event
   * @return completes when this is durable here, with whether it was done: not if the payload is
   *     here, or the event does not wait
   */
  CompletionStage<Boolean> declareLost(EventId id);

  /**
   * Returns what this node knows of an event.
   *
   * @param id the event
   * @return its state, or empty if it is unknown or forgotten
   */
  Optional<EventState> event(EventId id);
}
