package io.muster.hub.provider.machine;

import io.muster.peer.PeerAddress;
import java.net.URI;
import java.util.Set;

/**
 * A way to a peer.
 *
 * @param address where to dial
 * @param type how it was found, such as {@code hub} or {@code lan}; empty if nobody said
 * @param staged whether the bench has it
 * @param hubs the hubs at which the peer announced it
 * @param failures in a row
 */
public record Route(PeerAddress address, String type, boolean staged, Set<URI> hubs, int failures) {
  Route staged(boolean now) {
    return new Route(address, type, now, hubs, failures);
  }

  Route hubs(Set<URI> now) {
    return new Route(address, type, staged, Set.copyOf(now), failures);
  }

  Route failures(int now) {
    return new Route(address, type, staged, hubs, now);
  }

  boolean isGone() {
    return !staged && hubs.isEmpty();
  }
}
