package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import java.util.Optional;

/** I2: what is stored of a feed is contiguous; looked at when a process opens and at the end. */
public record Prefix(World world) implements Happening {
  @Override
  public void started(Node node) {
    check(node);
  }

  @Override
  public void ended() {
    world.honest().forEach(this::check);
  }

  private void check(Node node) {
    if (node.isHonest()) {
      node.driver().feeds().all().forEach(feed -> check(node, feed));
    }
  }

  private void check(Node node, FeedInfo feed) {
    FeedHead end = null;
    long seq = feed.trimmedThrough() + 1;
    while (seq <= feed.end().seq()) {
      Optional<Batch> next = node.driver().feeds().batchContaining(feed.id(), seq);
      boolean fits =
          next.isPresent() && (end == null || next.get().header().prevHead().equals(end.head()));
      if (!fits) {
        world.violated("I2", node + " has a hole in " + feed.id() + " before " + seq);
        return;
      }
      end = next.get().end();
      seq = end.seq() + 1;
    }
    if (end != null && !end.equals(feed.end())) {
      world.violated("I2", node + " says " + feed.end() + " and has " + end);
    }
  }
}
