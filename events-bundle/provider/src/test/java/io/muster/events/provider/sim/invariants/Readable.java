package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;

/**
 * I8: what a server adds, or adds again, can be opened by whoever has its feeds that have not
 * forked: the LANE stands there too.
 */
public record Readable(World world) implements Happening {
  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    FeedId feed = written.batch().header().feedId();
    boolean own = node.isServer() && node.driver() != null && author.equals(node.key());
    if (!own || isForked(node, feed)) {
      return;
    }
    for (Entry entry : written.entries()) {
      if (entry instanceof Add add && !isOpenable(node, add)) {
        world.violated("I8", node + " adds " + add.eventId() + " without its LANE");
      }
    }
  }

  private static boolean isOpenable(Node node, Add add) {
    return node.disk().facts().lanes(add.contextId()).stream()
        .anyMatch(feed -> !isForked(node, feed));
  }

  private static boolean isForked(Node node, FeedId feed) {
    return node.driver().feeds().forks().isForked(feed);
  }
}
