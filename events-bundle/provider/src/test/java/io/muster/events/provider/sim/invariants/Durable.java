package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.events.provider.sync.Forgery;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I7: what addEvent confirms is on the server's disk, entry and body, and on as many others as it
 * was asked for. Those who lie, those who have lost a disk, and those who dropped the body because
 * the event had expired meanwhile, count as having had it. A HAVE, by which replicas are counted,
 * tells of nothing that is not on disk.
 */
public final class Durable implements Happening {
  private final World world;
  private final Map<Node, Set<Hash>> expired = new HashMap<>();

  /** Watches a world. */
  public Durable(World world) {
    this.world = world;
  }

  @Override
  public void dropping(Node node, Hash body) {
    boolean over =
        node.disk().facts().added().values().stream()
            .filter(add -> add.bodyHash().equals(body))
            .map(add -> hasExpired(node, add))
            .reduce(Boolean::logicalAnd)
            .orElse(false);
    if (over) {
      expired.computeIfAbsent(node, n -> new HashSet<>()).add(body);
    }
  }

  private static boolean hasExpired(Node node, Add add) {
    return node.isUp() && node.process().millis() >= add.expiresAt();
  }

  @Override
  public void added(Node server, Wish wish, int wanted) {
    if (!has(server, wish)) {
      world.violated("I7", wish + " was confirmed before it was on the disk of " + server);
    }
    long have =
        world.nodes().stream()
            .filter(node -> !node.isServer())
            .filter(node -> !node.isHonest() || node.hasLostDisk() || has(node, wish))
            .map(Node::key)
            .distinct()
            .count();
    if (have < wanted) {
      world.violated("I7", wish + " was confirmed with " + have + " of " + wanted + " replicas");
    }
  }

  @Override
  public void sent(Node from, Node to, byte[] frame) {
    if (from.isHonest() && from.isUp()) {
      Forgery.stored(frame, from.driver().feeds().topicId())
          .forEach(
              (feed, seq) -> {
                if (from.disk().facts().lastSeq(feed) < seq) {
                  world.violated("I7", from + " says that it has " + seq + " of " + feed);
                }
              });
    }
  }

  private boolean has(Node node, Wish wish) {
    DiskFacts facts = node.disk().facts();
    Set<Hash> gone = expired.getOrDefault(node, Set.of());
    return facts.isConsumed(wish.key())
        || facts.isSettled(wish.key())
        || facts.bodies(wish.key()).stream()
            .anyMatch(body -> node.disk().hasBody(body) || gone.contains(body));
  }
}
