package io.muster.hub.provider.machine;

import io.muster.peer.PeerKey;
import java.util.Set;

/**
 * What surrounds the machine.
 *
 * @param self this node
 * @param limits the numbers to obey
 * @param schemes of the addresses that can be dialled at the moment
 * @param bench whether staging is there: if so, only staged addresses are dialled
 */
public record Setup(PeerKey self, Limits limits, Set<String> schemes, boolean bench) {
  Setup limits(Limits now) {
    return new Setup(self, now, schemes, bench);
  }

  Setup schemes(Set<String> now) {
    return new Setup(self, limits, Set.copyOf(now), bench);
  }

  Setup bench(boolean now) {
    return new Setup(self, limits, schemes, now);
  }
}
