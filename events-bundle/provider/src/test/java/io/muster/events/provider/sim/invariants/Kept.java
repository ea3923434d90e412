package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.sim.world.DiskFacts;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Process;
import io.muster.events.provider.sim.world.Wish;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;

/**
 * I13: a receipt for what the handler has answered is written when event and payload are on the
 * recipient's disk, unless the event is settled or has expired: others drop the payload by it.
 */
public final class Kept implements Happening {
  private final World world;
  private final Map<EventKey, Process> answered = new HashMap<>();

  /** Watches a world. */
  public Kept(World world) {
    this.world = world;
  }

  @Override
  public void effect(Node node, Wish wish, boolean again) {
    answered.put(wish.key(), node.process());
  }

  @Override
  public void rejected(Node node, Wish wish) {
    answered.put(wish.key(), node.process());
  }

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    if (node.isHonest() && node.isUp() && !node.isServer() && isOwn(node, written)) {
      written.entries().stream()
          .filter(Consumed.class::isInstance)
          .map(Consumed.class::cast)
          .forEach(receipt -> receipt(node, receipt));
    }
  }

  /** Another machine with its key writes feeds of its own. */
  private static boolean isOwn(Node node, Ledger.Written written) {
    return written.batch().header().feedId().equals(node.driver().writer().feedId());
  }

  private void receipt(Node node, Consumed receipt) {
    EventKey key = new EventKey(receipt.eventId(), node.key());
    DiskFacts facts = node.disk().facts();
    if (answered.get(key) != node.process()
        || facts.isSettled(key)
        || facts.receipts(key).size() > 1) {
      return;
    }
    Add add = facts.added().get(key);
    boolean kept = add != null && node.disk().hasBody(receipt.bodyHash());
    boolean over = add != null && node.process().millis() >= add.expiresAt();
    if (!kept && !over) {
      world.violated("I13", node + " writes a receipt, and has not kept " + key);
    }
  }
}
