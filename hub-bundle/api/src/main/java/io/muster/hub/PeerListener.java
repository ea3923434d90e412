package io.muster.hub;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: is told of connections, first of those that are open at the time, then of
 * each change, in order.
 */
@ConsumerType
public interface PeerListener {
  /**
   * Called when a peer is connected.
   *
   * @param connection the connection
   */
  void connected(Connection connection);

  /**
   * Called when a connection has ended.
   *
   * @param connection the connection
   * @param reason why, for people
   */
  void disconnected(Connection connection, String reason);
}
