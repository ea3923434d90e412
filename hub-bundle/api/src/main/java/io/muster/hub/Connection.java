package io.muster.hub;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** An authenticated connection to a peer; at most one for each peer. */
@ProviderType
public interface Connection {
  /** Keeps a connection from being rotated out until it is closed. */
  @ProviderType
  interface Hold extends AutoCloseable {
    /** Ends the hold. Repeatable. */
    @Override
    void close();
  }

  /**
   * Returns who is at the other end.
   *
   * @return the key that the peer has proven to hold
   */
  PeerKey peer();

  /**
   * Returns the address that was dialled, or the one from which the peer came.
   *
   * @return the address, for people and logs
   */
  PeerAddress address();

  /**
   * Says who dialled.
   *
   * @return true if this node did
   */
  boolean dialled();

  /**
   * Returns when the connection was opened.
   *
   * @return the time, by this node's clock
   */
  Instant since();

  /**
   * Returns the last measured round trip.
   *
   * @return the time, or empty before the first measurement
   */
  Optional<Duration> roundTrip();

  /**
   * Holds the connection: it is not rotated out while somebody downloads over it.
   *
   * @param reason what for, shown to people
   * @return the hold, to be closed
   */
  Hold hold(String reason);
}
