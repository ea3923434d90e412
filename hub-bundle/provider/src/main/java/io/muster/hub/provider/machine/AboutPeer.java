package io.muster.hub.provider.machine;

import io.muster.peer.PeerKey;

/** An action that is about one peer. */
public interface AboutPeer {
  /** Whom it is about. */
  PeerKey peer();
}
