package io.muster.world;

import io.muster.hub.provider.announce.PeerRecord;
import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.Backoff;
import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.hub.provider.machine.PeerState;
import io.muster.hub.provider.machine.State;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What must hold at one process, after every step. Keeps books of its own from what the machine has
 * done, instead of believing its state.
 */
final class Watch {
  /** Tries of one peer or hub within a minute, beside those that back-off explains. */
  private static final int FAVOURS = 24;

  private static final String TRACE = System.getProperty("muster.trace");

  private static final long MINUTE = 60_000;
  private static final long GLARE = 250;

  /** What an answer may be late before the dial must have been given up, and a turn of slack. */
  private static final long GRACE = 35_000 + 2_000;

  private record Open(PeerKey peer, long since) {}

  private record Dialling(long attempt, long until) {}

  private final MusterHost host;
  private final Map<Long, Open> open = new HashMap<>();
  private final Map<PeerKey, Dialling> dialling = new HashMap<>();
  private final Map<PeerKey, ArrayDeque<Long>> dials = new HashMap<>();
  private final Map<URI, ArrayDeque<Long>> hubs = new HashMap<>();
  private final Map<URI, Map<PeerKey, Long>> heard = new HashMap<>();
  private final Map<PeerKey, Long> replacedAt = new HashMap<>();
  private final Log log;
  private State state;
  private State audited;
  private Action action;
  private long turnedAt;

  Watch(MusterHost host, State initial) {
    this.host = host;
    this.state = initial;
    this.log = host.world().keepsLogs() ? new Log(initial) : null;
  }

  Set<PeerKey> open() {
    Set<PeerKey> peers = new TreeSet<>();
    open.values().forEach(o -> peers.add(o.peer()));
    return peers;
  }

  private void require(boolean holds, String invariant, Supplier<String> what) {
    if (!holds) {
      throw new Violation(
          invariant,
          host.key().shortText() + " at " + host.millis() + ": " + what.get() + "; " + action);
    }
  }

  // ---- the state, between actions

  void next(Action following, State now) {
    if (now != state) {
      changed(now);
    }
    if (following instanceof HostAction.PeerConnectionTimerTicked && now != audited) {
      audit(now);
      audited = now;
    }
    if (following instanceof HostAction.PeerConnectionTimerTicked turn) {
      turnedAt = turn.at();
    }
    state = now;
    action = following;
    if (TRACE != null
        && host.key().shortText().equals(TRACE)
        && !(following instanceof HostAction.PeerConnectionTimerTicked)) {
      System.err.println(host.millis() + " " + following);
    }
    if (log != null) {
      log.add(following);
    }
  }

  /** Whatever was done gives the same again. */
  void replay() {
    if (log != null) {
      String difference = log.replay(host.machine().state());
      require(difference.isEmpty(), "replay", () -> difference);
    }
  }

  private void changed(State now) {
    if (action instanceof HostAction.PeerConnectionTimerTicked tick) {
      state.peers().forEach((key, peer) -> forgotten(key, peer, now, tick.at()));
    } else {
      PeerKey about = subject(action);
      if (about != null && state.peers().get(about) != null) {
        kept(about, state.peers().get(about).backoff(), now);
      }
    }
  }

  private static PeerKey subject(Action action) {
    if (action instanceof PeerAction.RemotePeerDidAnnounce a) {
      return a.peer();
    } else if (action instanceof PeerAction.RemotePeerDidLeave a) {
      return a.peer();
    } else if (action instanceof PeerAction.PeerDidStage a) {
      return a.peer();
    } else if (action instanceof PeerAction.PeerDidUnstage a) {
      return a.peer();
    } else if (action instanceof PeerAction.RemotePeerAsked a) {
      return a.peer();
    } else if (action instanceof LinkAction.RemotePeerConnecting a) {
      return a.peer();
    } else if (action instanceof LinkAction.RemotePeerConnectionSucceeded a) {
      return a.peer();
    } else if (action instanceof LinkAction.RemotePeerClientDidConnect a) {
      return a.peer();
    } else if (action instanceof LinkAction.RemotePeerConnectionFailed a) {
      return a.peer();
    } else if (action instanceof LinkAction.RemotePeerMisbehaved a) {
      return a.peer();
    }
    return null;
  }

  /** A peer is forgotten by the scheduler when what it failed is long ago. */
  private void forgotten(PeerKey key, PeerState peer, State now, long at) {
    PeerState after = now.peers().get(key);
    if (after == null) {
      Backoff backoff = peer.backoff();
      boolean longAgo = backoff.failures() == 0 || at - backoff.notBefore() >= 10 * MINUTE;
      require(longAgo && peer.link().isEmpty(), "attempts", () -> "forgot " + key);
    } else {
      require(
          after.backoff().failures() >= peer.backoff().failures(),
          "attempts",
          () -> "forgave " + key);
    }
  }

  private void kept(PeerKey key, Backoff before, State now) {
    PeerState after = now.peers().get(key);
    require(
        after != null && after.backoff().failures() >= before.failures(),
        "attempts",
        () -> "forgave " + key.shortText() + " " + before);
    boolean sooner = after.backoff().notBefore() < before.notBefore();
    require(
        before.failures() == 0
            || !sooner
            || action instanceof LinkAction.RemotePeerConnectionFailed
            || action instanceof LinkAction.RemotePeerMisbehaved,
        "back-off",
        () -> "tries " + key.shortText() + " sooner than " + before);
  }

  /** Between two turns the state and the books agree. */
  private void audit(State now) {
    int links = 0;
    int dialled = 0;
    for (Map.Entry<PeerKey, PeerState> entry : now.peers().entrySet()) {
      PeerState peer = entry.getValue();
      if (peer.link().isPresent()) {
        links++;
        Open mine = open.get(peer.link().get().id());
        require(
            mine != null && mine.peer().equals(entry.getKey()), "books", () -> "a link unknown");
      }
      if (peer.dialling() != 0) {
        dialled++;
        Dialling mine = dialling.get(entry.getKey());
        require(
            mine != null && mine.attempt() == peer.dialling(), "books", () -> "a dial of nobody");
        require(turnedAt <= mine.until(), "dials end", () -> "dial of " + entry.getKey());
      }
    }
    boolean shut = open.values().stream().noneMatch(o -> now.blocked().containsKey(o.peer()));
    require(shut, "blocked", () -> "still connected to one that is blocked");
    String seen = links + " links and " + dialled + " dials, opened are " + open.size();
    require(links == open.size(), "books", () -> seen);
    require(dialled <= most(), "dials at a time", () -> seen);
    require(!now.peers().containsKey(host.key()), "own key", () -> "knows itself as a peer");
  }

  private int most() {
    return host.place().limits.pace().dials();
  }

  // ---- what is done

  void dial(Effect.Dial dial) {
    require(!dial.peer().equals(host.key()), "own key", () -> "dials itself");
    boolean connected = open.values().stream().anyMatch(o -> o.peer().equals(dial.peer()));
    require(!connected, "one connection", () -> "dials " + dial.peer() + ", which is connected");
    State now = host.machine().state();
    require(!now.blocked().containsKey(dial.peer()), "blocked", () -> "dials " + dial.peer());
    dialling.keySet().removeIf(p -> !isDialling(now, p));
    dialling.put(dial.peer(), new Dialling(dial.attempt(), host.millis() + dial.timeout() + GRACE));
    require(dialling.size() <= most(), "dials at a time", () -> dialling.size() + " dials");
    often(
        dials.computeIfAbsent(dial.peer(), p -> new ArrayDeque<>()),
        host.place().limits.pace().backoffMax(),
        dial.peer().shortText());
  }

  private static boolean isDialling(State now, PeerKey peer) {
    return now.peers().containsKey(peer) && now.peers().get(peer).dialling() != 0;
  }

  /** With full jitter a delay is half of its bound, at the mean; some are much shorter. */
  private void often(ArrayDeque<Long> times, long backoffMax, String what) {
    long now = host.millis();
    times.addLast(now);
    while (now - times.peekFirst() > MINUTE) {
      times.removeFirst();
    }
    host.world().figures().most("most tries of one in a minute", times.size());
    require(
        times.size() <= FAVOURS + 4 * MINUTE / backoffMax,
        "no storm",
        () -> times.size() + " tries in a minute: " + what);
  }

  void connectHub(URI hub) {
    often(
        hubs.computeIfAbsent(hub, h -> new ArrayDeque<>()),
        host.place().limits.hubs().backoffMax(),
        hub.toString());
  }

  void open(Effect.OpenLink effect) {
    PeerKey peer = effect.peer();
    require(
        open.values().stream().noneMatch(o -> o.peer().equals(peer)),
        "one connection",
        () -> "two");
    require(!peer.equals(host.key()), "own key", () -> "connected to itself");
    open.put(effect.link(), new Open(peer, host.millis()));
    host.world().figures().most("most connections", open.size());
    require(
        open.size() <= host.place().limits.water().cap(),
        "cap",
        () -> open.size() + " connections");
    State now = host.machine().state();
    require(!now.blocked().containsKey(peer), "blocked", () -> "connected to " + peer);
    long strangers = open.values().stream().filter(o -> isStranger(now, o.peer())).count();
    require(
        !isStranger(now, peer) || strangers <= host.place().limits.water().unknown(),
        "unknown",
        () -> strangers + " connections that nobody wants");
  }

  void close(Effect.CloseLink effect) {
    Open mine = open.remove(effect.link());
    if (mine == null || effect.code() != CloseCode.ROTATED) {
      return;
    }
    PeerState before = state.peers().get(mine.peer());
    require(before == null || before.holds().isEmpty(), "held", () -> "rotated what is held");
    require(!state.isWanted(mine.peer()), "wanted stays", () -> "rotated what is wanted");
    long age = host.millis() - mine.since();
    host.world().figures().count("rotated");
    host.world().figures().add(age < MINUTE ? "flaps" : "turns", 1);
    boolean newcomer = action instanceof LinkAction && !isStranger(state, subject(action));
    require(
        age >= host.place().limits.pace().dwell() || newcomer,
        "dwell",
        () -> "rotated after " + age);
  }

  private static boolean isStranger(State state, PeerKey peer) {
    return peer != null && !state.wants().containsKey(peer);
  }

  /** Of two links each end gave up the one that the other meant. */
  void replaced(PeerKey peer, Host other) {
    long now = host.world().time().now();
    replacedAt.put(peer, now);
    host.world().figures().count("glares");
    if (other instanceof MusterHost muster) {
      Long there = muster.watch().replacedAt.get(host.key());
      require(there == null || now - there > GLARE, "both lost", () -> "no link stays to " + peer);
    }
  }

  void ended(long link) {
    open.remove(link);
  }

  /** An announcement was let through: it was said so, and nothing later was heard there. */
  void heard(URI hub, PeerKey from, PeerRecord record) {
    require(!from.equals(host.key()), "own key", () -> "hears itself");
    require(host.world().wasSaid(from, record), "authentic", () -> "nobody said " + record);
    Long before = heard.computeIfAbsent(hub, h -> new HashMap<>()).put(from, record.sequence());
    require(
        before == null || before < record.sequence(),
        "stale",
        () -> record.sequence() + " after " + before + " at " + hub);
  }
}
