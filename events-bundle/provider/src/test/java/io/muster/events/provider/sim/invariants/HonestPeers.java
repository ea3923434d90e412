package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;

/** H1: no honest node accuses another honest node. */
public record HonestPeers(World world) implements Happening {
  @Override
  public void accused(Node accuser, Node peer, String reason) {
    if (peer.isHonest()) {
      world.violated("H1", accuser + " accuses " + peer + ": " + reason);
    }
  }
}
