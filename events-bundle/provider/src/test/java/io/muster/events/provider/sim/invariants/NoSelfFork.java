package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Process;
import io.muster.events.provider.sim.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** I3: no honest key ever signs two headers that prove a fork, but a machine resumed twice. */
public final class NoSelfFork implements Happening {
  private final World world;
  private final Map<FeedId, List<Signed>> signed = new HashMap<>();

  private record Signed(Header header, Process by) {}

  /** Watches a world. */
  public NoSelfFork(World world) {
    this.world = world;
  }

  @Override
  public void signing(Node node, Header header) {
    if (!node.isHonest()) {
      return;
    }
    List<Signed> before = signed.computeIfAbsent(header.feedId(), f -> new ArrayList<>());
    for (Signed earlier : before) {
      if (earlier.header().provesForkWith(header) && !earlier.by().isTwinOf(node.process())) {
        world.violated("I3", node + " signs " + header + " after " + earlier.header());
      }
    }
    before.add(new Signed(header, node.process()));
  }
}
