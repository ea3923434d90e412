package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Header;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;

/** I3: no honest key ever signs two headers that prove a fork. */
public record NoSelfFork(World world) implements Happening {
  @Override
  public void signing(Node node, Header header) {
    if (!node.isHonest()) {
      return;
    }
    for (Header earlier : world.ledger().signed(header.feedId())) {
      if (earlier.provesForkWith(header)) {
        world.violated("I3", node + " signs " + header + " after " + earlier);
      }
    }
  }
}
