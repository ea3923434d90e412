package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Trim;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Process;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * I15: whatever was trimmed, the fold of what is left on a disk says of live events what all that
 * was ever on that disk says. I14: a server that is recovering trims nothing. I21: at the end no
 * key has more than 17 feeds that are not trimmed.
 */
public final class Trimmed implements Happening {
  private static final int MAX_FEEDS = 17;
  private static final long UNDER_WAY_MS = 1_500;

  private final World world;
  private final Map<Process, Long> recovering = new HashMap<>();

  /** Watches a world. */
  public Trimmed(World world) {
    this.world = world;
  }

  @Override
  public void started(Node node) {
    check(node);
  }

  @Override
  public void ended() {
    world.honest().forEach(this::check);
    world.honest().forEach(this::count);
  }

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    if (!node.isServer() || node.driver() == null) {
      return;
    }
    if (!node.driver().isRecovering()) {
      recovering.remove(node.process());
      return;
    }
    long now = world.time().awakeMs();
    long since = recovering.computeIfAbsent(node.process(), p -> now);
    boolean own = written.batch().header().feedId().equals(node.driver().writer().feedId());
    boolean trims = written.entries().stream().anyMatch(Trim.class::isInstance);
    if (own && trims && now - since > UNDER_WAY_MS) { // one may have begun before
      world.violated("I14", node + " trims while it is recovering");
    }
  }

  private static boolean isLive(Node node, EventKey key) {
    return node.driver()
        .state()
        .event(key.id(), key.recipient())
        .filter(EventFacts::isLive)
        .isPresent();
  }

  private void check(Node node) {
    if (!node.isHonest()) {
      return;
    }
    DiskFacts facts = node.disk().facts();
    for (Map.Entry<EventKey, Add> one : facts.added().entrySet()) {
      EventKey key = one.getKey();
      boolean live = isLive(node, key);
      if (facts.isLive(key) && !live) {
        world.violated("I15", node + " has forgotten the live event " + key);
      } else if (!facts.isLive(key) && live) {
        world.violated("I15", node + " has forgotten that " + key + " is over");
      }
    }
  }

  private void count(Node node) {
    Map<PeerKey, Long> feeds =
        node.driver().feeds().all().stream()
            .filter(feed -> !feed.isTrimmedToTheEnd())
            .filter(feed -> !node.driver().feeds().forks().isForked(feed.id()))
            .collect(Collectors.groupingBy(FeedInfo::key, Collectors.counting()));
    feeds.forEach(
        (key, many) -> {
          boolean keeps = world.honest().stream().anyMatch(n -> n.key().equals(key) && n.isAlone());
          if (keeps && many > MAX_FEEDS) {
            world.violated("I21", node + " has " + many + " feeds of " + key.shortText());
          }
        });
  }
}
