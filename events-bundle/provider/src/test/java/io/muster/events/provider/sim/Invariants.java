package io.muster.events.provider.sim;

import io.muster.events.provider.sim.faults.Director;
import io.muster.events.provider.sim.invariants.Authentic;
import io.muster.events.provider.sim.invariants.Bounded;
import io.muster.events.provider.sim.invariants.Converged;
import io.muster.events.provider.sim.invariants.Delivered;
import io.muster.events.provider.sim.invariants.Durable;
import io.muster.events.provider.sim.invariants.Forked;
import io.muster.events.provider.sim.invariants.HonestPeers;
import io.muster.events.provider.sim.invariants.InOrder;
import io.muster.events.provider.sim.invariants.Kept;
import io.muster.events.provider.sim.invariants.NoSelfFork;
import io.muster.events.provider.sim.invariants.Numbers;
import io.muster.events.provider.sim.invariants.Once;
import io.muster.events.provider.sim.invariants.OrderFree;
import io.muster.events.provider.sim.invariants.Paced;
import io.muster.events.provider.sim.invariants.Prefix;
import io.muster.events.provider.sim.invariants.Readable;
import io.muster.events.provider.sim.invariants.Receipts;
import io.muster.events.provider.sim.invariants.SafeDrop;
import io.muster.events.provider.sim.invariants.Secret;
import io.muster.events.provider.sim.invariants.Trimmed;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.World;
import java.util.List;

/** All invariants, each with its own memory. */
final class Invariants {
  private Invariants() {}

  static List<Happening> of(World world, Director director) {
    return List.of(
        new Authentic(world),
        new Prefix(world),
        new NoSelfFork(world),
        new Converged(world, director.removed()),
        new Delivered(world, director.removed()),
        new Once(world),
        new Readable(world),
        new Secret(world),
        new HonestPeers(world),
        new Durable(world),
        new InOrder(world),
        new Receipts(world),
        new SafeDrop(world),
        new Kept(world),
        new Trimmed(world),
        new Numbers(world),
        new Bounded(world),
        new Forked(world, director.removed()),
        new Paced(world),
        new OrderFree(world));
  }
}
