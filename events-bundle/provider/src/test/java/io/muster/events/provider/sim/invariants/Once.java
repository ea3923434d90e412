package io.muster.events.provider.sim.invariants;

import io.muster.events.Event;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Process;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I9: an event whose receipt is on the own disk, or that this process has answered, is not run
 * again; after a loss of the disk a node first asks a member, for 30 s at most.
 */
public final class Once implements Happening {
  private static final long PATIENCE_MS = 30_000;

  private final World world;
  private final Map<Wish, Map<Process, Boolean>> answered = new HashMap<>();

  private final Set<Process> blank = new HashSet<>();

  /** Watches a world. */
  public Once(World world) {
    this.world = world;
  }

  @Override
  public void called(Node node, Wish wish, Event event) {
    if (!node.isHonest()) {
      return;
    }
    if (node.isAlone() && node.disk().facts().isConsumed(wish.key())) {
      world.violated("I9", node + " runs " + wish + " though its receipt is on its disk");
    }
    if (answered.getOrDefault(wish, Map.of()).containsKey(node.process())) {
      world.violated("I9", node + " runs " + wish + " again though it answered");
    }
    if (event.attempt() > wish.calls()) {
      world.violated("I9", node + " counts attempt " + event.attempt() + " of " + wish);
    }
    if (wish.effects() > 0 && hasForgotten(node) && everybodyKnows(node, wish)) {
      world.violated("I9", node + " runs " + wish + " before it asked what it has forgotten");
    }
  }

  @Override
  public void started(Node node) {
    if (node.disk().facts().bytes(node.key()) == 0) {
      blank.add(node.process());
    }
  }

  /** It began with nothing of its own key, not long ago. */
  private boolean hasForgotten(Node node) {
    return blank.contains(node.process())
        && node.isAlone()
        && world.time().awakeMs() - node.process().startedAt() < PATIENCE_MS;
  }

  /** Every member that could have been asked in this process has the receipt. */
  private boolean everybodyKnows(Node node, Wish wish) {
    List<Node> asked =
        world.nodes().stream()
            .filter(other -> other.isUp() && other.identity() != node.identity())
            .filter(other -> world.net().connectedSince(node, other) < Long.MAX_VALUE)
            .toList();
    return !asked.isEmpty()
        && asked.stream().allMatch(other -> other.disk().facts().isConsumed(wish.key()));
  }

  @Override
  public void effect(Node node, Wish wish, boolean again) {
    answered.computeIfAbsent(wish, w -> new HashMap<>()).put(node.process(), true);
  }
}
