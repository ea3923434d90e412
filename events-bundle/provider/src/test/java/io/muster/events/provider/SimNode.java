package io.muster.events.provider;

import io.muster.events.ConsumedHandler;
import io.muster.events.EventHandler;
import io.muster.events.EventServer;
import io.muster.events.memory.MemoryStore;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.events.provider.sim.SimDisk;
import io.muster.events.provider.thread.Timers;
import io.muster.events.spi.EventStore;
import io.muster.identity.Ed25519Verifier;
import io.muster.identity.LocalIdentity;
import io.muster.peer.PeerKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.osgi.service.log.Logger;

/** One node of a simulation: its disk outlives its process. */
final class SimNode {
  final String name;
  final LocalIdentity identity;
  TopicLimits limits = TopicLimits.DEFAULT;
  EventStore store = MemoryStore.inline();
  SimDisk disk;
  OpenTopic topic;
  ServerService server;
  Logger log = SilentLog.LOGGER;
  final Handlers handlers = Handlers.none();
  private final Simulation simulation;
  private final Optional<SimNode> of;
  private Process process;
  private Random chance;
  private boolean halted;

  /** What dies with a crash. */
  private final class Process implements Executor, Timers {
    boolean alive = true;

    @Override
    public void execute(Runnable task) {
      if (!alive) {
        throw new RejectedExecutionException("The process is dead");
      }
      schedule(Duration.ZERO, task);
    }

    @Override
    public Timer schedule(Duration after, Runnable task) {
      return simulation.after(
          after,
          () -> {
            if (alive) {
              task.run();
            }
          });
    }

    @Override
    public long nanos() {
      return simulation.millis() * 1_000_000;
    }
  }

  SimNode(Simulation simulation, String name, Optional<SimNode> server) {
    this(simulation, name, server, drawn(simulation));
  }

  /** Makes a node with a given key. */
  SimNode(Simulation simulation, String name, Optional<SimNode> server, LocalIdentity identity) {
    this.simulation = simulation;
    this.name = name;
    this.of = server;
    this.identity = identity;
  }

  private static LocalIdentity drawn(Simulation simulation) {
    byte[] seed = new byte[LocalIdentity.SEED_BYTES];
    simulation.random().nextBytes(seed);
    return LocalIdentity.ofSeed(seed, new SecureRandom());
  }

  /**
   * Makes a node that does the same as this one, byte for byte, for as long as the same is asked of
   * both at the same moments: a memory image that was resumed twice. Neither has been started yet.
   */
  SimNode twin() {
    long seed = simulation.random().nextLong();
    SimNode twin = new SimNode(simulation, name + "'", of, identity);
    chance = new Random(seed);
    twin.chance = new Random(seed);
    return twin;
  }

  PeerKey key() {
    return identity.key();
  }

  /** Gives the node a disk that takes its time and loses in a crash what it did not sync. */
  SimNode withSlowDisk() {
    disk = new SimDisk();
    return this;
  }

  /** From now on what is written waits, or goes on. */
  void haltDisk(boolean halt) {
    halted = halt;
  }

  private void syncNowAndThen() {
    if (!halted) {
      disk.sync();
    }
    Duration next = Duration.ofMillis(1 + simulation.random().nextInt(10));
    process.schedule(next, this::syncNowAndThen);
  }

  boolean isUp() {
    return process != null;
  }

  void start() {
    start(RetryRule.DEFAULT, true);
  }

  void start(RetryRule retry, boolean onAdd) {
    process = new Process();
    if (disk != null) {
      store = disk.open();
      syncNowAndThen();
    }
    TopicSettings settings =
        new TopicSettings(
            "orders",
            of.map(SimNode::key),
            onAdd,
            262_144,
            TopicSettings.Handling.of(retry),
            8,
            limits);
    TopicTools tools =
        new TopicTools(
            new TopicTools.Keys(identity, identity, new Ed25519Verifier()),
            new TopicTools.Threads(process, process, process, 4, process),
            simulation,
            chance == null ? simulation.random() : chance,
            log);
    topic = OpenTopic.open(settings, tools, store, handlers, (s, members) -> {});
    server = of.isEmpty() ? new ServerService(topic, () -> null) : null;
  }

  EventServer server() {
    return server;
  }

  /** Ends the process at once; the network notices. */
  void crash(SimNetwork network) {
    process.alive = false;
    process = null;
    topic = null;
    server = null;
    network.dropAll(this);
    if (disk != null) {
      disk.crash();
    }
  }

  /** Puts an empty disk in the place of the present one. */
  void loseDisk() {
    store = MemoryStore.inline();
    disk = disk == null ? null : new SimDisk();
  }

  void handle(EventHandler handler) {
    handlers.events().join(1, 0, handler);
  }

  void learn(ConsumedHandler handler) {
    handlers.receipts().join(1, 0, handler);
  }
}
