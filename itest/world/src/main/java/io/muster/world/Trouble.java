package io.muster.world;

import io.muster.hub.Peers;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes faults happen, and ends them all. */
final class Trouble {
  private final World world;
  private final Chance chance;
  private final List<Place> places;
  private final List<Fault> kinds;
  private long wishes = 1;

  Trouble(World world) {
    this.world = world;
    this.chance = world.chance().split();
    this.places = world.places();
    this.kinds = List.copyOf(world.plan().kinds());
  }

  /** One fault, on somebody. */
  void strike() {
    Fault fault = chance.of(kinds);
    world.figures().fault(fault.toString());
    Place place = chance.of(places);
    switch (fault) {
      case CRASH -> crash(place);
      case PARTITION -> places.forEach(p -> world.net().island(p.key, chance.between(0, 1)));
      case ONE_WAY -> world.net().block(place.key, chance.of(places).key);
      case SLEEP -> place.sleep(world.time().now(), chance.between(1_000, 180_000));
      case CLOCK -> place.skew(chance.between(-3_600_000, 28_800_000));
      case HIDE -> world.net().hide(place.key, chance.percent(60));
      case DIALS -> dials();
      case HUB_DOWN -> hubDown(chance.of(world.hubs()));
      case HUB_SILENT -> hubSilent(chance.of(world.hubs()));
      case HUB_LIES -> hubLies(chance.of(world.hubs()));
      default -> strike(fault, world.host(place));
    }
    world.time().run(chance.between(0, 30_000));
  }

  private void strike(Fault fault, Host host) {
    boolean awake = host.place().asleepUntil() <= world.time().now();
    if (host instanceof MusterHost muster && host.isAlive() && awake) {
      strikeMuster(fault, muster);
    }
  }

  private void strikeMuster(Fault fault, MusterHost host) {
    switch (fault) {
      case CUT -> anySession(host, s -> s.pipe().cut());
      case MISBEHAVE -> anySession(host, Session::misbehaves);
      case HOLD -> anySession(host, s -> host.hold(s.peer(), s.id(), chance.percent(70)));
      case WANT -> want(host);
      case BENCH -> bench(host);
      case NETWORK -> host.networkChanged();
      case DISCONNECT -> anySession(host, s -> disconnect(host, s.peer()));
      case BLOCK -> block(host, chance.of(places).key);
      default -> throw new IllegalArgumentException(fault.toString());
    }
  }

  private void anySession(Host host, java.util.function.Consumer<Session> what) {
    List<Session> all = new ArrayList<>(host.connections().values());
    if (!all.isEmpty()) {
      what.accept(chance.of(all));
    }
  }

  private void disconnect(MusterHost host, PeerKey peer) {
    host.machine()
        .dispatch(
            new LinkAction.RemotePeerDisconnect(
                peer, CloseCode.NORMAL, "asked for", host.millis(), chance.part()));
  }

  private void want(MusterHost host) {
    Set<PeerKey> some = Set.of(chance.of(places).key, Words.key(chance));
    host.want(++wishes, some, chance.of(List.of(Peers.Priority.values())));
  }

  private void block(MusterHost host, PeerKey peer) {
    Set<PeerKey> blocked = host.machine().state().blocked().keySet();
    if (!blocked.isEmpty() && chance.percent(50)) {
      unblock(host, blocked.iterator().next());
    } else if (!peer.equals(host.key())) {
      host.machine().dispatch(new PeerAction.PeerBlocked(peer, "a nuisance", host.millis()));
    }
  }

  private static void unblock(MusterHost host, PeerKey peer) {
    host.machine().dispatch(new PeerAction.PeerUnblocked(peer, host.millis()));
  }

  private void bench(MusterHost host) {
    if (host.bench().isHere()) {
      host.bench().goes(chance.percent(50));
    } else {
      host.bench().comes();
    }
  }

  private void crash(Place place) {
    Host host = world.host(place);
    if (host.isAlive()) {
      host.crash(chance.percent(50));
    }
    if (chance.percent(30)) {
      // the disk is lost; then the clock is not behind what was announced
      place.skew(Math.max(0, place.stored - place.wall(world.time().now())));
      place.stored = 0;
    }
    place.wake(world.time().now());
    world.time().run(chance.between(0, 20_000));
    world.start(place);
  }

  private void dials() {
    world.net().refusedPercent = chance.between(0, 90);
    world.net().hangingPercent = chance.between(0, 60);
  }

  private void hubDown(Hub hub) {
    if (chance.percent(60)) {
      hub.down(chance.percent(50) ? 0 : chance.between(1_000, 60_000));
    } else if (chance.percent(50)) {
      hub.honest();
    } else {
      hub.endAll();
    }
  }

  private void hubSilent(Hub hub) {
    hub.silent(chance.percent(50));
    hub.hangs(chance.percent(30));
  }

  private void hubLies(Hub hub) {
    hub.lies(
        new Hub.Lies(
            chance.between(0, 50),
            chance.between(0, 50),
            chance.between(0, 50),
            chance.between(0, 50),
            chance.between(0, 50),
            chance.between(0, 10)));
  }

  /** All faults end. */
  void quiet() {
    world.net().heal();
    world.hubs().forEach(Hub::honest);
    for (Place place : places) {
      world.net().hide(place.key, false);
      place.wake(world.time().now());
      if (!world.host(place).isAlive()) {
        world.start(place);
      }
      if (world.host(place) instanceof MusterHost host) {
        calm(host);
      }
    }
  }

  private void calm(MusterHost host) {
    for (long id = 2; id <= wishes; id++) {
      host.noLongerWant(id);
    }
    List.copyOf(host.machine().state().blocked().keySet()).forEach(p -> unblock(host, p));
    for (Map.Entry<PeerKey, Session> open : host.connections().entrySet()) {
      host.hold(open.getKey(), open.getValue().id(), false);
    }
  }
}
