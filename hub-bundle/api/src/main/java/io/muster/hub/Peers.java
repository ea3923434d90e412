package io.muster.hub;

import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The peers that this node knows of and its connections to them. */
@ProviderType
public interface Peers {
  /** How much a peer is wanted. */
  enum Priority {
    /** Dialled before peers that nobody wants. */
    NORMAL,
    /** Dialled before all others. */
    HIGH
  }

  /** Keeps peers wanted until it is closed. */
  @ProviderType
  interface Want extends AutoCloseable {
    /** Ends the wish; a connection stays until the scheduler has another use for it. Repeatable. */
    @Override
    void close();
  }

  /**
   * Asks for connections to peers: they are dialled as soon as an address is known, before unwanted
   * ones, again after each loss, and are not rotated out. Several wishes for one peer add up; the
   * highest priority counts.
   *
   * @param peers whom, at most 1 000 keys
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
}
