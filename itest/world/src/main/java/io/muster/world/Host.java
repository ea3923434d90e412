package io.muster.world;

import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One process of a node: its links, its timers, and rules that a subclass has. */
abstract class Host {
  /** Between two looks at the clock, in milliseconds. */
  static final long TICK = 250;

  private final World world;
  private final Place place;
  private final Chance chance;
  private final long nonce;
  private final Map<Long, Session> sessions = new LinkedHashMap<>();
  private final Set<PeerKey> tried = new HashSet<>();
  private long numbers;
  private boolean alive = true;

  Host(World world, Place place) {
    this.world = world;
    this.place = place;
    this.chance = world.chance().split();
    this.nonce = chance.next();
  }

  abstract void start();

  abstract void greeted(Session session, long peersNonce);

  abstract void ended(Session session, CloseCode code, String reason, boolean blamed);

  /** Whether a hub tells at the moment where a peer is. */
  abstract boolean knows(PeerKey peer);

  /** A peer said that it means another link than this process does. */
  void replaced(PeerKey peer) {}

  /** Somebody was dialled, or is connected. */
  final void tried(PeerKey peer) {
    tried.add(peer);
  }

  final boolean wasTried(PeerKey peer) {
    return tried.contains(peer);
  }

  final void forgetTried() {
    tried.clear();
    tried.addAll(connections().keySet());
  }

  final World world() {
    return world;
  }

  final Place place() {
    return place;
  }

  final PeerKey key() {
    return place.key;
  }

  final Chance chance() {
    return chance;
  }

  final long nonce() {
    return nonce;
  }

  final long millis() {
    return place.millis(world.time().now());
  }

  final long wall() {
    return place.wall(world.time().now());
  }

  final boolean isAlive() {
    return alive;
  }

  final Set<String> schemes() {
    return place.addresses.stream()
        .map(a -> a.scheme())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  final void after(long millis, Runnable task) {
    world.time().after(millis, () -> whenAwake(task));
  }

  /** Runs a task now, or when the machine wakes, unless the process is gone by then. */
  final void whenAwake(Runnable task) {
    if (!alive) {
      return;
    }
    long sleeps = place.asleepUntil() - world.time().now();
    if (sleeps > 0) {
      world.time().after(sleeps, () -> whenAwake(task));
    } else {
      task.run();
    }
  }

  final void accepted(Pipe pipe) {
    begin(pipe, null);
  }

  final Session begin(Pipe pipe, Session.Dialled dialled) {
    Session session = new Session(this, ++numbers, pipe, dialled);
    sessions.put(session.id(), session);
    pipe.start(session);
    if (dialled != null) {
      session.hello();
    }
    return session;
  }

  final Session session(long id) {
    return sessions.get(id);
  }

  final List<Session> sessions() {
    return List.copyOf(sessions.values());
  }

  final void tickSessions() {
    for (Session session : sessions()) {
      session.tick();
    }
    sessions.values().removeIf(Session::isOver);
  }

  /** The session that is the connection to a peer, by peer. */
  final Map<PeerKey, Session> connections() {
    Map<PeerKey, Session> all = new TreeMap<>();
    for (Session session : sessions.values()) {
      if (session.isConnected()) {
        all.put(session.peer(), session);
      }
    }
    return all;
  }

  /** The process ends without a word; silently, or the links are reset. */
  void crash(boolean silently) {
    alive = false;
    world.net().left(this);
    for (Session session : sessions.values()) {
      if (!silently) {
        session.pipe().reset("reset by peer");
      }
      session.account();
      session.pipe().dies();
    }
  }
}
