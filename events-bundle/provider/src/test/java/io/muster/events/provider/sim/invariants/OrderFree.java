package io.muster.events.provider.sim.invariants;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.feed.Feeds;
import io.muster.events.provider.sim.SimDisk;
import io.muster.events.provider.sim.VirtualTime;
import io.muster.events.provider.sim.world.Happening;
import io.muster.events.provider.sim.world.Keyring;
import io.muster.events.provider.sim.world.Ledger;
import io.muster.events.provider.sim.world.Node;
import io.muster.events.provider.sim.world.Step;
import io.muster.events.provider.sim.world.World;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * I6: whoever takes all that was ever written, in whatever order and twice, knows the same, also
 * after a restart. Looked at in some seeds, and not where members lie or two histories of one feed
 * exist.
 */
public record OrderFree(World world) implements Happening {
  private static final int ONE_IN = 10;
  private static final int STRANGER = 7;
  private static final int MOST_ROUNDS = 60;

  /** A batch and its feed's name. */
  private record Travelling(PeerKey key, RunId run, Batch batch) {}

  /** A node that only takes what it is given. */
  private static final class Late {
    final SimDisk disk = new SimDisk();
    final VirtualTime time = new VirtualTime();
    final Node model;
    Feeds feeds;

    Late(Node model) {
      this.model = model;
      open();
    }

    void open() {
      SignatureVerifier verifier = model.keys().verifier();
      Hash topic = model.driver().feeds().topicId();
      PeerKey self = Keyring.key(STRANGER);
      feeds =
          Feeds.open(
              new Feeds.Setup(
                  disk.open(), topic, Keyring.key(0), self, verifier, time, Runnable::run));
    }

    void take(Travelling one) {
      feeds.ingest(one.key(), one.run(), one.batch());
    }

    void settle() {
      for (int round = 0; round < 2 || disk.waiting() > 0; round++) {
        time.runDue();
        disk.sync();
        time.pass(Duration.ofMillis(60));
      }
    }
  }

  @Override
  public void ended() {
    boolean plain =
        world.plan().steps().stream()
            .map(Step::kind)
            .noneMatch(
                kind ->
                    kind == Step.Kind.EVIL
                        || kind == Step.Kind.TWIN
                        || kind == Step.Kind.CLONE
                        || kind == Step.Kind.REMOVE);
    if (world.plan().seed() % ONE_IN == 0 && plain && world.server().isPresent()) {
      check(world.server().get());
    }
  }

  private void check(Node server) {
    List<Travelling> all = new ArrayList<>();
    for (Ledger.Written written : world.ledger().all()) {
      Batch batch = written.batch();
      world
          .ledger()
          .genesis(batch.header().feedId())
          .ifPresent(genesis -> all.add(new Travelling(genesis.key(), genesis.run(), batch)));
    }
    all.sort(java.util.Comparator.comparing(one -> one.batch().head()));
    Late one = taking(server, all, 1);
    Late other = taking(server, all, 2);
    world.figures().count("orders", 1);
    if (!one.feeds.vector().equals(other.feeds.vector())) {
      world.violated("I6", "two orders of the same batches lead to different feeds");
    } else if (!one.feeds.state().digest().equals(other.feeds.state().digest())) {
      world.violated("I6", "two orders of the same batches lead to different folds");
    }
    other.open();
    other.settle();
    if (!one.feeds.state().digest().equals(other.feeds.state().digest())) {
      world.violated("I6", "the same batches are folded to something else after a restart");
    }
  }

  private Late taking(Node server, List<Travelling> all, int order) {
    Late late = new Late(server);
    Random random = new Random(world.plan().seed() * 31 + order);
    List<Travelling> some = new ArrayList<>(all);
    some.addAll(all.subList(0, all.size() / 2));
    java.util.Collections.shuffle(some, random);
    Object before = null;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      some.forEach(late::take);
      late.settle();
      Object now = late.feeds.vector();
      if (now.equals(before)) {
        return late;
      }
      before = now;
    }
    world.violated("I6", "what everybody has does not suffice");
    return late;
  }
}
