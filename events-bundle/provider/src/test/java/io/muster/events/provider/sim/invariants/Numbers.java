package io.muster.events.provider.sim.invariants;

import io.muster.events.EventState;
import io.muster.events.TopicStatus;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import java.util.Optional;

/** I20: what is shown is what the simulator knows. */
public record Numbers(World world) implements Happening {
  @Override
  public void added(Node server, Wish wish, int replicas) {
    Optional<EventState> shown = server.driver().event(wish.id());
    if (shown.isEmpty()) {
      world.violated("I20", server + " knows nothing of " + wish);
      return;
    }
    long possible =
        world.nodes().stream()
            .filter(node -> !node.isServer())
            .filter(node -> !node.isHonest() || node.hasLostDisk() || knows(node, wish))
            .count();
    if (shown.get().replicas() > possible) {
      world.violated("I20", server + " shows " + shown.get() + ", possible are " + possible);
    }
  }

  private static boolean knows(Node node, Wish wish) {
    return node.disk().facts().added().containsKey(wish.key());
  }

  @Override
  public void ended() {
    for (Node node : world.honest()) {
      TopicStatus status = node.driver().status();
      DiskFacts facts = node.disk().facts();
      long live =
          facts.added().keySet().stream()
              .filter(facts::isLive)
              .filter(key -> node.isServer() || isOwn(node, key))
              .count();
      if (status.waiting() != live) {
        world.violated("I20", node + " shows " + status + ", but " + live + " events wait");
      }
    }
  }

  private static boolean isOwn(Node node, EventKey key) {
    return key.recipient().equals(node.key());
  }
}
