package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;

/** I1: what is stored as from somebody was signed by that somebody. */
public record Authentic(World world) implements Happening {
  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    var header = written.batch().header();
    if (node.isHonest() && !world.ledger().signed(header.feedId()).contains(header)) {
      world.violated("I1", node + " stored " + written.batch() + ", which nobody signed");
    }
  }
}
