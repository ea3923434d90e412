package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * I13: who drops a body has the reason on its own disk: recipient and server a SETTLED, another
 * replica at least a receipt, or the event has expired long ago.
 */
public final class SafeDrop implements Happening {
  private static final long REPLICA_MARGIN = Duration.ofHours(24).toMillis();
  private static final long OWNER_MARGIN = Duration.ofDays(7).toMillis();

  private final World world;
  private final Map<Node, List<Hash>> whileOpening = new HashMap<>();

  /** Watches a world. */
  public SafeDrop(World world) {
    this.world = world;
  }

  @Override
  public void dropping(Node node, Hash body) {
    if (node.driver() != null) {
      check(node, body);
    } else if (node.isUp()) {
      whileOpening.computeIfAbsent(node, n -> new ArrayList<>()).add(body);
    }
  }

  @Override
  public void started(Node node) {
    List<Hash> bodies = whileOpening.remove(node);
    if (bodies != null) {
      bodies.forEach(body -> check(node, body));
    }
  }

  private void check(Node node, Hash body) {
    if (!node.isHonest()) {
      return;
    }
    node.disk()
        .facts()
        .added()
        .forEach(
            (key, add) -> {
              if (add.bodyHash().equals(body) && isKnown(node, key) && !mayDrop(node, key, add)) {
                world.violated("I13", node + " drops the body of " + key);
              }
            });
  }

  /** What is on the platter and was not read yet will be asked for again. */
  private static boolean isKnown(Node node, EventKey key) {
    return node.driver().state().event(key.id(), key.recipient()).isPresent();
  }

  private static boolean mayDrop(Node node, EventKey key, Add add) {
    DiskFacts facts = node.disk().facts();
    long now = node.process().millis();
    if (key.recipient().equals(node.key()) || node.isServer()) {
      return facts.isSettled(key) || now >= add.expiresAt() + OWNER_MARGIN;
    }
    return !node.driver().state().roster().isReplica(node.key())
        || facts.isSettled(key)
        || facts.isConsumed(key)
        || now >= add.expiresAt() + REPLICA_MARGIN;
  }
}
