package io.muster.events.provider.sim.invariants;

import io.muster.events.Event;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.OrderKey;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Process;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * I10: nothing is run before what stands before it in its lane on the same node, unless that was
 * answered or has expired; and a later run of the server has a higher ordinal than all it knew.
 */
public final class InOrder implements Happening {
  /** The disk takes no longer to tell of a batch. */
  private static final long UNDER_WAY_MS = 1_000;

  private final World world;
  private final Set<Answered> answered = new HashSet<>();

  private final Map<FeedId, Begun> begun = new HashMap<>();

  /** By which process, and when, a feed was begun. */
  private record Begun(Process process, long at) {}

  private record Answered(Process process, Object id) {}

  /** Watches a world. */
  public InOrder(World world) {
    this.world = world;
  }

  @Override
  public void effect(Node node, Wish wish, boolean again) {
    answered.add(new Answered(node.process(), wish.id()));
  }

  @Override
  public void rejected(Node node, Wish wish) {
    answered.add(new Answered(node.process(), wish.id()));
  }

  @Override
  public void called(Node node, Wish wish, Event event) {
    Optional<OrderKey> place =
        node.driver().state().event(wish.id(), node.key()).flatMap(EventFacts::place);
    if (place.isEmpty() || !node.isHonest()) {
      return;
    }
    for (EventFacts other : node.driver().state().lane(node.key())) {
      if (other.place().orElseThrow().compareTo(place.get()) >= 0) {
        return;
      }
      boolean done = answered.contains(new Answered(node.process(), other.key().id()));
      if (!done && !hasExpired(node, other)) {
        world.violated("I10", node + " runs " + wish + " before " + other.key().id());
      }
    }
  }

  private static boolean hasExpired(Node node, EventFacts facts) {
    long now = node.process().millis();
    return facts.variants().stream().allMatch(variant -> variant.add().expiresAt() <= now);
  }

  @Override
  public void signing(Node node, Header header) {
    if (header.firstSeq() == 1) {
      begun.put(header.feedId(), new Begun(node.process(), world.time().awakeMs()));
    }
  }

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    Entry first = written.entries().get(0);
    if (!(first instanceof Genesis genesis) || !node.isHonest() || !node.isAlone()) {
      return;
    }
    Begun mine = begun.get(genesis.feedId());
    if (mine == null || node.process() != mine.process()) {
      return; // it comes back, from a member or with a backup
    }
    for (FeedId feed : node.disk().facts().feeds()) {
      Optional<Genesis> other = world.ledger().genesis(feed).filter(g -> g.key().equals(author));
      if (other.isPresent() && !feed.equals(genesis.feedId())) {
        check(node, genesis, other.get(), mine.at());
      }
    }
    if (genesis.ordinal() < genesis.createdAt()) {
      world.violated("I10", node + " begins with ordinal " + genesis.ordinal());
    }
  }

  /** What came from elsewhere when the GENESIS was about to be signed may be newer. */
  private void check(Node node, Genesis genesis, Genesis earlier, long at) {
    boolean known = node.disk().facts().since(earlier.feedId()) < at - UNDER_WAY_MS;
    if (known && genesis.ordinal() <= earlier.ordinal()) {
      world.violated("I10", node + " orders " + genesis + " before " + earlier);
    }
  }
}
