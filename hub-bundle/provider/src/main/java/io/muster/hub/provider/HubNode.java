package io.muster.hub.provider;

import io.muster.hub.Hubs;
import io.muster.hub.PeerListener;
import io.muster.hub.PeerProtocol;
import io.muster.hub.Peers;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.HubAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.hub.provider.machine.Setup;
import io.muster.hub.provider.machine.State;
import io.muster.hub.provider.stored.BlockList;
import io.muster.hub.provider.stored.Memory;
import io.muster.hub.spi.Link;
import io.muster.hub.spi.Transport;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A node: the machine and its edge. Plain Java; the component only wires it. */
final class HubNode implements Transports.Listener {
  private static final int TICKS_PER_LOOK = 8;
  private static final int TICKS_PER_SAVE = 20;

  private final Surroundings around;
  private final Journal journal;
  private final Machine machine;
  private final Watchers watchers;
  private final Links links;
  private final Transports transports;
  private final Bench bench;
  private final Spokesman spokesman;
  private final HubSessions hubSessions;
  private final PeersService peers;
  private final HubsService hubs;
  private final Memory memory;
  private final Trace trace;
  private final NodeClock clock;
  private volatile boolean learnHubs;
  private volatile boolean left;

  /** What the machine's effects work on. */
  record Parts(
      Links links,
      Transports transports,
      Bench bench,
      Spokesman spokesman,
      HubSessions hubSessions) {}

  /** What a node keeps over restarts. */
  record Kept(BlockList blocked, Memory memory) {}

  /** How a node speaks: who it is, how it signs and checks, how it numbers what it says. */
  record Voice(PeerKey self, Keyring keyring, Sequence sequence) {}

  HubNode(Voice voice, Kept kept, HubSettings settings, Surroundings around, Journal journal) {
    this.around = around;
    this.journal = journal;
    this.trace = new Trace(around.clock());
    PeerKey self = voice.self();
    spokesman = new Spokesman(self, voice.keyring(), voice.sequence(), around, settings.network());
    hubSessions = new HubSessions(around, journal, spokesman);
    watchers = new Watchers(around.callbacks(), journal::failure);
    links = new Links(around, settings.watch(), watchers, journal::failure);
    transports = new Transports(this, journal::failure);
    bench =
        new Bench(around::millis, this::learn, text -> journal.report(Effect.Topic.REFUSED, text));
    memory = kept.memory();
    Memory.Kept earlier = memory.load(moment(), settings.limits().pace().backoffMax());
    State initial =
        State.initial(new Setup(self, settings.limits(), Set.of(), false))
            .remember(kept.blocked().blocked(), earlier.backoffs(), around.millis());
    Parts parts = new Parts(links, transports, bench, spokesman, hubSessions);
    NodeEdge edge = new NodeEdge(parts, around, journal, trace);
    machine = new Machine(initial, around.machine(), edge, journal::failure);
    clock = new NodeClock(around, machine, journal, this::work);
    edge.machine(machine, clock);
    links.machine(machine);
    bench.machine(machine);
    hubSessions.machine(machine);
    peers = new PeersService(around, machine, watchers, kept.blocked());
    hubs = new HubsService(around, machine);
    spokesman.presence(
        () ->
            new Spokesman.Presence(
                transports.addresses(), List.copyOf(links.protocols().current().keySet())));
    use(settings);
    hubs.restore(earlier.hubs());
  }

  private Memory.Moment moment() {
    return new Memory.Moment(around.millis(), around.clock().millis());
  }

  /** What is to be looked at now and then. */
  private void work(int ticks) {
    links.tick();
    if (ticks % TICKS_PER_LOOK == 0 && spokesman.hasNews()) {
      machine.dispatch(new HubAction.AnnouncementChanged(around.millis()));
    }
    if (ticks % TICKS_PER_SAVE == 0) {
      keep();
    }
  }

  /** Writes down what is to be kept, on a thread that may wait for the disk. */
  private void keep() {
    Memory.Kept now = new Memory.Kept(machine.state().backoffs(), hubs.added());
    Memory.Moment moment = moment();
    around.callbacks().execute(() -> memory.save(now, moment));
  }

  /**
   * Starts the clock; {@code changed} is told on a thread of the node when it goes online or off.
   */
  void start(Consumer<Boolean> changed) {
    clock.start(changed);
  }

  private void use(HubSettings settings) {
    clock.slept(settings.watch().slept());
    learnHubs = settings.hubs().learn();
    hubs.configure(settings.hubs().named(), settings.limits().hubs().max());
  }

  /** A staged address may name a hub. */
  private void learn(PeerAddress address) {
    for (String hub : learnHubs ? HubAddress.within(address) : List.<String>of()) {
      try {
        hubs.learn(HubAddress.learned(hub));
      } catch (IllegalArgumentException e) {
        journal.report(Effect.Topic.REFUSED, e.getMessage());
      }
    }
  }

  /** The settings have changed. */
  void settings(HubSettings settings) {
    machine.dispatch(new HostAction.LimitsChanged(settings.limits(), around.millis()));
    links.watch(settings.watch());
    if (spokesman.isIn(settings.network())) {
      spokesman.network(settings.network());
    } else {
      hubs.rejoin(() -> spokesman.network(settings.network()));
    }
    use(settings);
  }

  // ---- what happens around

  @Override
  public void accepted(Transport transport, Link link) {
    links.accepted(transport, link);
  }

  @Override
  public void went(Transport transport) {
    links.transportWent(transport);
  }

  @Override
  public void changed() {
    machine.dispatch(new HostAction.TransportsChanged(transports.schemes(), around.millis()));
  }

  /** A peer can be reached at an address: staged, or without a bench dialled directly. */
  void meet(PeerKey peer, PeerAddress address) {
    if (!bench.stage(address, Map.of("type", "manual"))) {
      machine.dispatch(new PeerAction.PeerDidStage(peer, address, around.millis()));
    }
  }

  void addProtocol(String name, PeerProtocol protocol) {
    links.protocols().add(name, protocol);
  }

  void removeProtocol(String name, PeerProtocol protocol) {
    links.protocols().remove(name, protocol);
  }

  void addListener(PeerListener listener) {
    watchers.add(listener);
  }

  void removeListener(PeerListener listener) {
    watchers.remove(listener);
  }

  Transports transports() {
    return transports;
  }

  Bench bench() {
    return bench;
  }

  HubSessions rendezvous() {
    return hubSessions;
  }

  Hubs hubs() {
    return hubs;
  }

  Peers peers() {
    return peers;
  }

  Trace trace() {
    return trace;
  }

  Machine machine() {
    return machine;
  }

  /** Says goodbye everywhere; what needs time goes on until {@link #abort}. */
  void leave() {
    clock.stop();
    keep();
    links.close();
    machine.dispatch(new HostAction.NodeLeaves(around.millis()));
    machine.then(() -> left = true);
  }

  /** Whether everything has ended. */
  boolean isQuiet() {
    return left && links.isQuiet() && hubSessions.isQuiet();
  }

  /** Ends what has not ended yet. */
  void abort() {
    transports.close();
    links.abort();
    hubSessions.abort();
  }
}
