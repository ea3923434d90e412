package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.feed.Forks;
import io.muster.events.provider.sim.world.Disk;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * I4: at the end all honest members that keep the feeds of others have a proof of each fork that
 * any of them has, nobody has more than four branches, and of a machine that was resumed twice all
 * have the same branches. A proof is never forgotten, whatever happens but the loss of a disk.
 */
public final class Forked implements Happening {
  private static final int MAX_BRANCHES = 4;
  private static final long TO_WRITE_MS = 2_000;

  private final World world;
  private final Set<PeerKey> removed;
  private final Map<Node, Long> crashedAt = new HashMap<>();
  private final Map<Disk, Map<FeedId, Long>> proven = new HashMap<>();

  /** Watches a world. */
  public Forked(World world, Set<PeerKey> removed) {
    this.world = world;
    this.removed = removed;
  }

  /** What was known for long enough to reach the disk is known again. */
  @Override
  public void started(Node node) {
    long ended = crashedAt.getOrDefault(node, 0L);
    Map<FeedId, Long> before = proven.getOrDefault(node.disk(), Map.of());
    before.forEach(
        (feed, since) -> {
          boolean written = ended - since > TO_WRITE_MS && !node.disk().hasRefused();
          if (written && node.isHonest() && !forks(node).isForked(feed)) {
            world.violated("I4", node + " has forgotten the proof against " + feed);
          }
        });
  }

  @Override
  public void crashed(Node node) {
    crashedAt.put(node, world.time().awakeMs());
  }

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    if (node.driver() != null) {
      Map<FeedId, Long> known = proven.computeIfAbsent(node.disk(), d -> new HashMap<>());
      long now = world.time().awakeMs();
      forks(node).proofs().forEach(proof -> known.putIfAbsent(proof.feed(), now));
    }
  }

  @Override
  public void ended() {
    List<Node> members =
        world.honest().stream()
            .filter(node -> node.driver().state().roster().isReplica(node.key()))
            .filter(node -> !removed.contains(node.key()))
            .toList();
    for (FeedId feed : world.ledger().feeds()) {
      world.figures().count("forks signed", isFork(feed) ? 1 : 0);
      List<Node> provers = members.stream().filter(n -> forks(n).isForked(feed)).toList();
      for (Node node : provers) {
        if (forks(node).heads(feed).size() >= MAX_BRANCHES) {
          world.violated("I4", node + " keeps more than 4 branches of " + feed);
        }
        if (!isFork(feed)) {
          world.violated("I4", node + " says that " + feed + " forked, and it did not");
        }
      }
      if (!provers.isEmpty()) {
        world.figures().count("forked feeds", 1);
        members.stream()
            .filter(node -> !provers.contains(node))
            .forEach(node -> world.violated("I4", node + " has no proof against " + feed));
        if (isByHonest(feed) && provers.stream().noneMatch(node -> isTrimmed(node, feed))) {
          provers.forEach(node -> checkSame(feed, provers.get(0), node));
        }
      }
    }
  }

  private boolean isByHonest(FeedId feed) {
    PeerKey writer = world.ledger().writer(feed).orElseThrow();
    return world.honest().stream().anyMatch(node -> node.key().equals(writer))
        && !removed.contains(writer);
  }

  /** Branches of what was trimmed before the fork became known cannot be told from the rest. */
  private static boolean isTrimmed(Node node, FeedId feed) {
    return node.driver().feeds().feed(feed).orElseThrow().trimmedThrough() > 0;
  }

  private void checkSame(FeedId feed, Node a, Node b) {
    if (!heads(a, feed).equals(heads(b, feed))) {
      String both = heads(a, feed) + " and " + heads(b, feed);
      world.violated("I4", a + " and " + b + " have other branches of " + feed + ": " + both);
    }
  }

  private static Set<FeedHead> heads(Node node, FeedId feed) {
    FeedHead first = node.driver().feeds().feed(feed).orElseThrow().end();
    return Stream.concat(Stream.of(first), forks(node).heads(feed).stream())
        .collect(Collectors.toSet());
  }

  private static Forks forks(Node node) {
    return node.driver().feeds().forks();
  }

  private boolean isFork(FeedId feed) {
    List<Header> all = world.ledger().signed(feed);
    return all.stream().anyMatch(one -> all.stream().anyMatch(one::provesForkWith));
  }
}
