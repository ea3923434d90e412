package io.muster.hub.tck;

import io.muster.hub.spi.Transport;
import io.muster.peer.PeerKey;

/** A node with a key of its own and the transport under test. */
public interface TckNode extends AutoCloseable {
  /**
   * Returns who it is.
   *
   * @return the key that its transport proves
   */
  PeerKey key();

  /**
   * Returns what is tested.
   *
   * @return the transport, the same at each call
   */
  Transport transport();

  /** Stops the transport and whatever it needed; returns within 5 s. */
  @Override
  void close();
}
