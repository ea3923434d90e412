package io.muster.events.provider.sim.world;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.peer.PeerKey;

/** What an observer of a world sees, while it happens. */
public interface Happening {
  /** A process has opened its topic. */
  default void started(Node node) {}

  /** A process has ended without warning. */
  default void crashed(Node node) {}

  /** A disk was lost or set back. */
  default void diskReplaced(Node node) {}

  /** A node breaks the rules from now on; what it has is not counted on any more. */
  default void corrupted(Node node) {}

  /** A node is about to sign. */
  default void signing(Node node, Header header) {}

  /** A batch has reached a platter. */
  default void appended(Node node, PeerKey author, Ledger.Written written) {}

  /** A node is about to store a body. */
  default void storing(Node node, Hash body) {}

  /** A node is about to drop a body. */
  default void dropping(Node node, Hash body) {}

  /** A frame leaves a node. */
  default void sent(Node from, Node to, byte[] frame) {}

  /** An honest node accuses another node. */
  default void accused(Node accuser, Node peer, String reason) {}

  /** A line was logged. */
  default void logged(Node node, String text) {}

  /** A call of addEvent has succeeded that asked for so many replicas. */
  default void added(Node server, Wish wish, int replicas) {}

  /** A user's handler is called. */
  default void called(Node node, Wish wish, Event event) {}

  /** A user's handler has taken effect, for the first time or again. */
  default void effect(Node node, Wish wish, boolean again) {}

  /** A user's handler has rejected an event. */
  default void rejected(Node node, Wish wish) {}

  /** The server's handler is called. */
  default void told(Node server, PeerKey client, ConsumedEvent event) {}

  /** The server's handler has acknowledged. */
  default void acknowledged(Node server, PeerKey client, ConsumedEvent event) {}

  /** Everything is quiet. */
  default void ended() {}
}
