package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    for (Node node : members) {
      Map<FeedId, FeedHead> other = vector(node);
      if (!other.equals(vector)) {
        world.violated("I5", difference(members.get(0), vector, node, other));
      } else if (hasAllOf(node, members.get(0))
          && !isSame(node, members.get(0), List.of())
          && !isSame(node, members.get(0), cutDifferently(node, members.get(0)))) {
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
        || feed.trimmedThrough() > 0 && isForked(feed.id())
        || removed.contains(feed.key())
        || isEvil(feed.key())
        || node.driver().feeds().forks().isForked(feed.id());
  }

  private boolean isEvil(PeerKey key) {
    return world.nodes().stream().anyMatch(n -> n.key().equals(key) && !n.isHonest());
  }

  /**
   * Returns the feeds of which two nodes have different parts, though they end alike: a malicious
   * member shows one a TRIM, and the other what it covers; the TRIM itself is beyond its quota.
   */
  private List<FeedInfo> cutDifferently(Node node, Node other) {
    Collection<FeedInfo> there = other.driver().feeds().all();
    return node.driver().feeds().all().stream()
        .filter(feed -> isEvil(feed.key()) && !there.contains(feed))
        .toList();
  }

  /**
   * Who saw a TRIM behind a fork before the proof has dropped what was over: of forked feeds only
   * what is not over yet is the same.
   */
  private static boolean isSame(Node node, Node other, List<FeedInfo> without) {
    boolean forked =
        Stream.of(node, other).anyMatch(n -> !n.driver().feeds().forks().proofs().isEmpty());
    return forked
        ? unfinished(node, without).equals(unfinished(other, without))
        : node.driver().state().digest(without).equals(other.driver().state().digest(without));
  }

  private static Set<EventKey> unfinished(Node node, List<FeedInfo> without) {
    return node.driver().state().events().stream()
        .filter(facts -> without.stream().noneMatch(f -> f.key().equals(facts.key().recipient())))
        .filter(facts -> facts.isLive() || facts.awaitsSettling())
        .map(EventFacts::key)
        .collect(Collectors.toSet());
  }

  /** Of what was trimmed before a fork became known, the branches cannot be told apart any more. */
  private boolean isForked(FeedId feed) {
    List<Header> all = world.ledger().signed(feed);
    return all.stream().anyMatch(one -> all.stream().anyMatch(one::provesForkWith));
  }

  private static boolean hasAllOf(Node node, Node other) {
    return heads(node).equals(heads(other));
  }

  /** Which chain of a forked feed came first differs; all branches together do not. */
  private static Set<FeedHead> heads(Node node) {
    Feeds feeds = node.driver().feeds();
    return feeds.all().stream()
        .flatMap(
            feed -> Stream.concat(Stream.of(feed.end()), feeds.forks().heads(feed.id()).stream()))
        .collect(Collectors.toSet());
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
