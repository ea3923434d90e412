package io.muster.events.provider;

import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.HandlerCalls;
import io.muster.events.provider.delivery.Letter;
import io.muster.events.provider.delivery.RecipientLane;
import io.muster.peer.PeerKey;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a server and a client do differently. Confined to the topic's thread. */
interface Role {
  /** What both deliver with. */
  record Delivery(
      Handlers handlers, HandlerCalls calls, RecipientLane.Rules rules, DeadLetters letters) {}

  /** The store has been read. */
  void begin();

  /** An entry has become durable and taken effect. */
  void stored(PeerKey author, Entry entry);

  /** All that a peer has and this node keeps is here. */
  void caughtUp(PeerKey peer);

  /** A feed has forked, or more of its branches is here. */
  void forked();

  /** An encrypted payload has come. */
  void bodyKept(Hash hash);

  /** Something may be handed over now. */
  void step();

  /** Says whether own feeds may be trimmed: not while members may give back what they said. */
  boolean mayTrim();

  /** Called now and then: time alone may have changed something. */
  void sweep();

  /** Calls the handler once more with what was given up; completes with whether it is over. */
  CompletionStage<Boolean> replay(Letter letter);

  /** Returns how often the head of the own lane was tried. */
  Optional<Attempts> attempts();

  /** Says whether there is a handler, or none is needed for what waits here. */
  boolean hasHandler();

  /** Returns how many calls of users are not on disk yet. */
  int underWay();

  /** No handler is to be called any more. */
  void stop();

  /** The topic is closing: what cannot be answered any more fails. */
  void close(RuntimeException reason);
}
