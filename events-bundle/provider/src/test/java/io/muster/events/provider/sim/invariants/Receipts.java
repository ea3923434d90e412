package io.muster.events.provider.sim.invariants;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * I11: the server's handler hears of an event only with the recipient's receipt on disk, and with
 * the payload that was added or none; SETTLED(ACKNOWLEDGED) only after its acknowledgement.
 *
 * <p>I12: at the end every receipt is settled, but those that somebody has made up.
 *
 * <p>I14: no second call for an event whose SETTLED is on the server's disk. What somebody makes up
 * may come again: its SETTLED is not kept longer than the false receipt, so that nobody can fill
 * the server's disk with receipts for nothing.
 */
public final class Receipts implements Happening {
  private static final long UNDER_WAY_MS = 100;

  private final World world;
  private final Set<EventKey> acknowledged = new HashSet<>();

  /** Watches a world. */
  public Receipts(World world) {
    this.world = world;
  }

  @Override
  public void told(Node server, PeerKey client, ConsumedEvent event) {
    EventKey key = new EventKey(event.id(), client);
    DiskFacts facts = server.disk().facts();
    if (!facts.isConsumed(key)) {
      world.violated("I11", server + " hears of " + key + ", of which there is no receipt");
    }
    if (event.json().isPresent() && !isAdded(event.id(), client, event.json().get())) {
      world.violated("I11", server + " hears of " + key + " with another payload");
    }
    boolean settled = facts.isAcknowledged(key) && facts.outcomes(key) == 1;
    if (settled
        && !world.isMadeUp(key)
        && facts.settledSince(key) < world.time().awakeMs() - UNDER_WAY_MS) {
      world.violated("I14", server + " hears again of " + key + ", which is settled");
    }
  }

  private boolean isAdded(EventId id, PeerKey client, String json) {
    return world.users().wishes().stream()
        .anyMatch(
            wish ->
                wish.user().equals(client)
                    && wish.json().equals(json)
                    && (wish.id() == null || wish.id().equals(id)));
  }

  @Override
  public void acknowledged(Node server, PeerKey client, ConsumedEvent event) {
    acknowledged.add(new EventKey(event.id(), client));
  }

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    if (!node.isServer() || !author.equals(node.key())) {
      return;
    }
    for (Entry entry : written.entries()) {
      if (entry instanceof Settled done) {
        EventKey key = new EventKey(done.eventId(), done.client());
        boolean claims = done.outcome() == Settled.Outcome.ACKNOWLEDGED;
        if (claims && !acknowledged.contains(key)) {
          world.violated("I11", node + " settles " + key + " without acknowledgement");
        }
        checkExpiry(node, key, done);
      }
    }
  }

  /** I8: nobody is told that an event has expired before it has, whatever the server's clock. */
  private void checkExpiry(Node node, EventKey key, Settled done) {
    if (done.outcome() == Settled.Outcome.EXPIRED && done.receipt().equals(Position.NONE)) {
      long now = world.time().millis();
      boolean early =
          world.ledger().adds(key).stream().anyMatch(add -> add.expiresAt() > now + 43_200_000L);
      boolean alive = world.ledger().adds(key).stream().allMatch(add -> add.expiresAt() > now);
      if (early || alive) {
        world.violated("I8", node + " lets " + key + " expire early");
      }
    }
  }

  @Override
  public void ended() {
    Optional<Node> server = world.server();
    if (server.isEmpty()) {
      return;
    }
    DiskFacts facts = server.get().disk().facts();
    for (EventKey key : facts.consumed()) {
      boolean honest = world.honest().stream().anyMatch(n -> n.key().equals(key.recipient()));
      if (honest && !world.isMadeUp(key) && !facts.isSettled(key)) {
        world.violated("I12", "The receipt for " + name(key) + " is not settled");
      }
    }
  }

  private String name(EventKey key) {
    return world.users().wishes().stream()
        .filter(wish -> key.id().equals(wish.id()))
        .map(Wish::toString)
        .findFirst()
        .orElse(key.toString());
  }
}
