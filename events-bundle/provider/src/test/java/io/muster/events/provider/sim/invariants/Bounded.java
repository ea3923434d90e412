package io.muster.events.provider.sim.invariants;

import static java.util.stream.Collectors.toSet;

import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Keyring;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Process;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * I17: what an honest node stores of a malicious writer stays within the quota it knows of; it
 * stores no body that no server made, and keeps none that no entry names. Who is no replica takes
 * the server's feeds and its own alone.
 */
public final class Bounded implements Happening {
  /** What was taken before the disk told that this node is no replica. */
  private static final long UNDER_WAY_MS = 1_000;

  private final World world;
  private final Map<Process, Long> noReplica = new HashMap<>();
  private final Map<Seen, Long> before = new HashMap<>();
  private final Set<Hash> made = new HashSet<>();

  private record Seen(Node node, PeerKey author, long limit) {}

  /** Watches a world. */
  public Bounded(World world) {
    this.world = world;
  }

  @Override
  public void appended(Node node, PeerKey author, Ledger.Written written) {
    checkPart(node, author, written);
    boolean evil = world.nodes().stream().anyMatch(n -> n.key().equals(author) && !n.isHonest());
    if (!evil || !node.isHonest() || node.driver() == null) {
      return;
    }
    long limit = node.driver().state().roster().quotas(author).bytes();
    long now = node.disk().facts().bytes(author);
    long first = before.computeIfAbsent(new Seen(node, author, limit), s -> now);
    if (now > Math.max(limit, first) + Batch.MAX_BYTES) {
      world.violated(
          "I17", node + " stores " + now + " bytes of an evil member, its quota is " + limit);
    }
  }

  private void checkPart(Node node, PeerKey author, Ledger.Written written) {
    if (!node.isHonest() || node.driver() == null || node.isServer()) {
      return;
    }
    long now = world.time().awakeMs();
    if (node.driver().state().roster().isReplica(node.key())) {
      noReplica.remove(node.process());
      return;
    }
    if (written.entries().stream().anyMatch(entry -> makesReplica(entry, node.key()))) {
      noReplica.put(node.process(), now); // it is one until it reads the ADMIT that ends that
    }
    long since = noReplica.computeIfAbsent(node.process(), p -> now);
    boolean foreign = !author.equals(node.key()) && !author.equals(Keyring.key(0));
    boolean grew = node.disk().facts().grewAt(written.batch().header().feedId()) == now;
    if (foreign && grew && now - since > UNDER_WAY_MS) {
      world.violated("I17", node + " is no replica and stores what " + author + " wrote");
    }
  }

  private static boolean makesReplica(Entry entry, PeerKey key) {
    return entry instanceof Admit admit && admit.replica() && admit.member().equals(key);
  }

  @Override
  public void storing(Node node, Hash body) {
    if (node.isServer()) {
      made.add(body);
    } else if (node.isHonest() && !made.contains(body)) {
      world.violated("I17", node + " stores a body that no server made");
    }
  }

  @Override
  public void ended() {
    for (Node node : world.honest()) {
      if (hasStray(node)) {
        world.violated("I17", node + " stores a body that nobody named");
      }
    }
  }

  /** Says whether a client keeps a body of which no ADD ever reached its disk. */
  public static boolean hasStray(Node node) {
    Set<Hash> named = node.disk().facts().bodies().collect(toSet());
    return !node.isServer()
        && node.disk().store().blobHashes(new byte[0], Integer.MAX_VALUE).stream()
            .anyMatch(hash -> !named.contains(Hash.of(hash)));
  }
}
