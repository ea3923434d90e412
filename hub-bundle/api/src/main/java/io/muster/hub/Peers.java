package io.muster.hub;

import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The peers that this node knows of and its connections to them. */
@ProviderType
public interface Peers {
  /** How much a peer is wanted. */
  enum Priority {
    /**
     * Known here, no more: has a slot where a stranger would be turned away, and a stranger's if
     * there is no other, but is not kept connected.
     */
    WELCOME,
    /** Dialled before peers that nobody wants. */
    NORMAL,
    /** Dialled before all others. */
    HIGH
  }

  /** Keeps peers wanted until it is closed. */
  @ProviderType
  interface Want extends AutoCloseable {
    /** Peers in one wish, at most. */
    int MAX_PEERS = 1_000;

    /** Ends the wish; a connection stays until the scheduler has another use for it. Repeatable. */
    @Override
    void close();
  }

  /**
   * Asks for connections to peers: they are dialled as soon as an address is known, before unwanted
   * ones, again after each loss, and are not rotated out; those that are merely {@link
   * Priority#WELCOME} may come before strangers do. Several wishes for one peer add up; the highest
   * priority counts.
   *
   * @param peers whom, at most {@value Want#MAX_PEERS} keys
   * @param priority how much
   * @return the wish, to be closed when it no longer holds
   * @throws IllegalArgumentException if there are too many keys
   */
  Want want(Set<PeerKey> peers, Priority priority);

  /**
   * Returns all peers known: staged, wanted or connected.
   *
   * @return an immutable snapshot, in the order of the keys
   */
  List<PeerStatus> peers();

  /**
   * Says why a peer is connected, or is not.
   *
   * @param peer whom, known or not
   * @return the reason of the moment, and when it is tried next
   */
  PeerExplanation explain(PeerKey peer);

  /**
   * Returns the open connections.
   *
   * @return an immutable snapshot, in the order of the keys; one at most for each peer
   */
  List<Connection> connections();

  /**
   * Asks to close the connection to a peer. It may be dialled again later.
   *
   * @param peer whom
   * @return true if there was a connection
   */
  boolean disconnect(PeerKey peer);

  /**
   * Blocks a peer: its connection is closed at once, it is not dialled, accepted, learned or wanted
   * any more whatever its address and hub, and what waited for it is given up. Lasts until {@link
   * #unblock}, also over restarts: the list is written to disk before the call returns.
   *
   * @param peer whom
   * @param reason why, for people; cut at 256 characters
   * @return true if it is new, false if it was blocked already; the reason is replaced
   * @throws io.muster.peer.MusterException if 10 000 peers are blocked or the list cannot be
   *     written; nothing has changed then
   */
  boolean block(PeerKey peer, String reason);

  /**
   * Ends a block; the peer is found again as others are.
   *
   * @param peer whom
   * @return true if it was blocked
   * @throws io.muster.peer.MusterException if the list cannot be written; nothing has changed then
   */
  boolean unblock(PeerKey peer);

  /**
   * Returns who is blocked and why.
   *
   * @return an immutable snapshot, in the order of the keys
   */
  Map<PeerKey, String> blocked();
}
