package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.feed.Forks;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import java.util.List;

/**
 * I4: at the end all honest members that keep the feeds of others have a proof of each fork that
 * any of them has, and nobody has more than four branches.
 */
public record Forked(World world) implements Happening {
  private static final int MAX_BRANCHES = 4;

  @Override
  public void ended() {
    List<Node> members =
        world.honest().stream()
            .filter(node -> node.driver().state().roster().isReplica(node.key()))
            .toList();
    for (FeedId feed : world.ledger().feeds()) {
      List<Node> provers = members.stream().filter(n -> forks(n).isForked(feed)).toList();
      for (Node node : provers) {
        if (forks(node).heads(feed).size() >= MAX_BRANCHES) {
          world.violated("I4", node + " keeps more than 4 branches of " + feed);
        }
        if (!isFork(feed)) {
          world.violated("I4", node + " says that " + feed + " forked, and it did not");
        }
      }
      if (!provers.isEmpty() && provers.size() < members.size()) {
        members.stream()
            .filter(node -> !provers.contains(node))
            .forEach(node -> world.violated("I4", node + " has no proof against " + feed));
      }
    }
  }

  private static Forks forks(Node node) {
    return node.driver().feeds().forks();
  }

  private boolean isFork(FeedId feed) {
    List<Header> all = world.ledger().signed(feed);
    return all.stream().anyMatch(one -> all.stream().anyMatch(one::provesForkWith));
  }
}
