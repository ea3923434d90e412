package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** I5: at the end honest members have the same feeds and say the same. */
public record Converged(World world, Set<PeerKey> removed) implements Happening {
  @Override
  public void ended() {
    List<Node> members =
        world.honest().stream()
            .filter(node -> node.driver().state().roster().isReplica(node.key()))
            .filter(node -> !removed.contains(node.key()))
            .toList();
    if (!isJoined(members)) {
      return;
    }
    Map<FeedId, FeedHead> vector = vector(members.get(0));
    Hash digest = members.get(0).driver().state().digest();
    for (Node node : members) {
      Map<FeedId, FeedHead> other = vector(node);
      if (!other.equals(vector)) {
        world.violated("I5", difference(members.get(0), vector, node, other));
      } else if (hasAllOf(node, members.get(0)) && !node.driver().state().digest().equals(digest)) {
        world.violated("I5", node + " folds the same feeds to something else");
      }
    }
  }

  /**
   * Returns how far the feeds are that neither forked nor were trimmed to their end. What a removed
   * member wrote last may have reached some, and nobody takes it any more; of one that exceeds its
   * quota each takes what it took before it knew.
   */
  private Map<FeedId, FeedHead> vector(Node node) {
    Map<FeedId, FeedHead> vector = node.driver().feeds().vector();
    node.driver().feeds().all().stream()
        .filter(feed -> isLeftOut(node, feed))
        .forEach(feed -> vector.remove(feed.id()));
    return vector;
  }

  private boolean isLeftOut(Node node, FeedInfo feed) {
    return feed.isTrimmedToTheEnd()
        || removed.contains(feed.key())
        || world.nodes().stream().anyMatch(n -> n.key().equals(feed.key()) && !n.isHonest())
        || node.driver().feeds().forks().isForked(feed.id());
  }

  private static boolean hasAllOf(Node node, Node other) {
    return node.driver().feeds().vector().equals(other.driver().feeds().vector());
  }

  /** Two machines with one key do not talk; another member with all feeds must be between them. */
  private static boolean isJoined(List<Node> members) {
    long keys = members.stream().map(Node::key).distinct().count();
    return keys == members.size() || keys > 1;
  }

  private String difference(
      Node a, Map<FeedId, FeedHead> one, Node b, Map<FeedId, FeedHead> other) {
    StringBuilder text = new StringBuilder(a + " and " + b + " differ:");
    one.forEach((feed, head) -> say(text, feed, head.seq(), other.get(feed)));
    other.forEach(
        (feed, head) -> {
          if (!one.containsKey(feed)) {
            text.append(" -/").append(head.seq()).append(" of ").append(writer(feed));
          }
        });
    return text.toString();
  }

  private void say(StringBuilder text, FeedId feed, long seq, FeedHead other) {
    if (other == null || other.seq() != seq) {
      text.append(' ').append(seq).append('/').append(other == null ? "-" : other.seq());
      text.append(" of ").append(writer(feed));
    }
  }

  private String writer(FeedId feed) {
    return world.ledger().writer(feed).map(PeerKey::shortText).orElse("?");
  }
}
