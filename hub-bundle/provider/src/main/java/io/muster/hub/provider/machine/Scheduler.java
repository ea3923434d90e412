package io.muster.hub.provider.machine;

import io.muster.hub.HubStatus;
import io.muster.hub.Peers;
import io.muster.hub.provider.machine.Effect.Dispatch;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Chooses what is due: whom to dial, whom to close, which hubs to connect to and to announce at. It
 * only chooses; the actions that it dispatches change the state. Fair: among equals whoever was
 * tried longest ago comes first, so nobody starves.
 */
final class Scheduler {
  /** For how long an answer of the edge may be late, in milliseconds. */
  static final long GRACE = 35_000;

  private final State state;
  private final long at;
  private final SplittableRandom random;
  private final List<Action> actions = new ArrayList<>();

  /** What one look at each peer showed. */
  private final List<Candidate> wanted = new ArrayList<>();

  private final List<Candidate> others = new ArrayList<>();
  private final List<PeerKey> unreachable = new ArrayList<>();
  private final List<Action> gone = new ArrayList<>();
  private final List<Action> late = new ArrayList<>();
  private long dialling;
  private long yielding;
  private long strangers;

  /** Connections that end in this turn for somebody who waits: 0 or 1. */
  private long exchanged;

  private final Slots slots;
  private final Misses misses;

  private Scheduler(State state, long at, long seed) {
    this.state = state;
    this.at = at;
    this.random = new SplittableRandom(seed);
    this.slots = new Slots(state);
    this.misses = new Misses(state.limits().manners(), at);
  }

  static Step turn(State before, long at, long seed) {
    Scheduler scheduler = new Scheduler(forget(before, at), at, seed);
    scheduler.survey();
    scheduler.hubs();
    scheduler.actions.addAll(scheduler.gone);
    scheduler.actions.addAll(scheduler.late);
    scheduler.trim();
    scheduler.dial();
    scheduler.ask();
    return Step.of(scheduler.state).and(scheduler.actions.stream().map(Dispatch::new).toList());
  }

  /** Peers of whom nothing is worth remembering. */
  private static State forget(State before, long at) {
    List<PeerKey> useless = new ArrayList<>();
    before
        .peers()
        .forEach(
            (key, peer) -> {
              if (isUseless(peer, at, before.limits().manners().remember())
                  && !before.isWanted(key)) {
                useless.add(key);
              }
            });
    State state = before;
    for (PeerKey key : useless) {
      state = state.peer(key, null);
    }
    return state;
  }

  private static boolean isUseless(PeerState peer, long at, long memory) {
    boolean clean = peer.backoff().failures() == 0;
    return peer.routes().isEmpty() && peer.isIdle() && peer.backoff().due(clean ? at : at - memory);
  }

  private void hubs() {
    state.hubs().entrySet().stream()
        .sorted(Comparator.comparingInt(e -> e.getValue().backoff().failures()))
        .forEach(e -> hub(e.getKey(), e.getValue()));
  }

  private void hub(URI hub, HubState known) {
    switch (known.connection()) {
      case DISCONNECTED -> actions.add(new HubAction.ConnectToHub(hub, at));
      case BACKOFF -> {
        if (known.backoff().due(at)) {
          actions.add(new HubAction.ConnectToHub(hub, at));
        }
      }
      case CONNECTING -> {
        if (at - known.since() >= GRACE) {
          actions.add(
              new HubAction.HubConnectionFailed(hub, "no answer", 0, at, random.nextDouble()));
        }
      }
      case CONNECTED -> {
        if (known.announceAt() <= at) {
          actions.add(new HubAction.AnnounceToHub(hub, at));
        }
      }
    }
  }

  /** Looks at each peer once. */
  private void survey() {
    long patience = state.limits().pace().dialTimeout() + GRACE;
    state.peers().forEach((key, peer) -> look(key, peer, patience));
  }

  private void look(PeerKey key, PeerState peer, long patience) {
    fading(key, peer);
    misses.look(peer, state.isWanted(key));
    if (peer.dialling() != 0) {
      dialling++;
      if (at - peer.backoff().lastTried() >= patience) {
        // a dial that was never answered is given up; a late link is closed
        late.add(overdue(key, peer));
      }
    }
    if (!peer.isIdle()) {
      strangers += state.isStranger(key) ? 1 : 0;
      if (!state.isWanted(key)) {
        slots.take(peer.type());
      }
    }
    if (peer.link().isPresent()) {
      yielding += peer.holds().isEmpty() && !state.isWanted(key) ? 1 : 0;
    } else if (peer.dialling() == 0 && peer.backoff().due(at)) {
      due(key, peer);
    }
  }

  /** A peer that was not heard of at a hub for too long has left it. */
  private void fading(PeerKey key, PeerState peer) {
    peer.routes()
        .seen()
        .forEach(
            (hub, until) -> {
              if (until <= at) {
                gone.add(new PeerAction.RemotePeerDidLeave(key, hub, at));
              }
            });
  }

  /** A peer that may be dialled now, if there is a way. */
  private void due(PeerKey key, PeerState peer) {
    if (!state.setup().bench() && state.isFaded(key, at)) {
      return; // with a bench, it is not on it
    }
    Peers.Priority priority = state.wants().get(key);
    Optional<PeerAddress> best = peer.routes().best(state.setup());
    if (best.isPresent()) {
      long lot = random.nextLong();
      int rank = priority == null ? 1 : -priority.ordinal();
      (state.isWanted(key) ? wanted : others).add(new Candidate(key, peer, best.get(), rank, lot));
    } else if (state.isWanted(key) && !peer.routes().seen().isEmpty()) {
      unreachable.add(key);
    }
  }

  private Action overdue(PeerKey key, PeerState peer) {
    PeerAddress address =
        peer.routes().list().isEmpty()
            ? new PeerAddress(List.of(List.of(new PeerAddress.Protocol("unknown", List.of()))))
            : peer.routes().list().get(0).address();
    return new LinkAction.RemotePeerConnectionFailed(
        key, peer.dialling(), address, "the transport did not answer", at, random.nextDouble());
  }

  /** One connection less if there are too many, or if somebody waits for a turn. */
  private void trim() {
    Optional<PeerKey> leaver = leaver();
    if (leaver.isEmpty()) {
      return;
    }
    PeerKey key = leaver.get();
    actions.add(
        new LinkAction.RemotePeerDisconnect(
            key, CloseCode.ROTATED, "makes room for another peer", at, random.nextDouble()));
    if (state.connections() <= state.limits().water().high()) {
      exchanged = 1;
      strangers -= state.isStranger(key) ? 1 : 0;
      slots.giveBack(state.peers().get(key).type());
    }
  }

  private Optional<PeerKey> leaver() {
    Limits.Water water = state.limits().water();
    if (state.connections() > water.high()) {
      return Admission.longest(state, at, true, p -> true);
    }
    if (misses.allowed() == 0) {
      return Optional.empty(); // nobody would take the place
    }
    boolean full = state.connections() >= water.low() || strangers >= water.unknown();
    return others.stream()
        .map(c -> new Waiting(!state.isStranger(c.peer()), slots.crowded(c.known().type())))
        .filter(w -> full || w.crowded().isPresent())
        .distinct()
        .flatMap(w -> Admission.longest(state, at, w.welcome(), w::canTakeThePlaceOf).stream())
        .findFirst();
  }

  /** A kind of candidates for whom there is no slot: their type, if that is what is crowded. */
  private record Waiting(boolean welcome, Optional<String> crowded) {
    boolean canTakeThePlaceOf(PeerState peer) {
      return crowded.isEmpty() || crowded.get().equals(peer.type());
    }
  }

  private void dial() {
    long slots = state.limits().pace().dials() - dialling;
    long open = state.connections() + dialling - exchanged;
    long room = state.limits().water().cap() - open;
    // who made room for another is followed by one that waits, not by whoever dials in first
    long lacking = Math.max(exchanged, state.limits().water().low() - open);
    long spare = Math.min(others.size(), Math.min(lacking, misses.allowed()));
    // wanted peers that cannot be reached never take the last slot from all others
    long reserved = spare > 0 && slots > 1 ? 1 : 0;
    // wanted peers may push out others: room is what they could have
    long first = Math.min(wanted.size(), Math.min(slots - reserved, room + yielding));
    start(wanted, first);
    long left = Math.min(slots, room) - Math.max(0, first);
    start(affordable(), Math.min(spare - Math.max(0, first), left));
  }

  /** Others, but no more strangers than may be connected. */
  private List<Candidate> affordable() {
    long room = Math.max(0, state.limits().water().unknown() - strangers);
    List<Candidate> chosen = new ArrayList<>();
    others.sort(Candidate.ORDER);
    for (Candidate each : others) {
      String type = each.known().type();
      if (slots.hasRoom(type) && (!state.isStranger(each.peer()) || room-- > 0)) {
        slots.take(type);
        chosen.add(each);
      }
    }
    return chosen;
  }

  /** A wanted peer is asked through a hub that it uses; nobody else is. */
  static List<Effect.AskToDial> askToDial(State state, PeerKey peer) {
    if (!state.isWanted(peer)) {
      return List.of();
    }
    return state.peers().get(peer).routes().seen().keySet().stream()
        .filter(
            hub ->
                state.hub(hub).filter(h -> h.connection() == HubStatus.State.CONNECTED).isPresent())
        .limit(1)
        .map(hub -> new Effect.AskToDial(peer, hub))
        .toList();
  }

  /** Wanted peers that are about but have no address that this node could dial. */
  private void ask() {
    unreachable.forEach(
        key -> actions.add(new LinkAction.RemotePeerUnreachable(key, at, random.nextDouble())));
  }

  private void start(List<Candidate> candidates, long count) {
    if (count > 0) {
      candidates.stream()
          .sorted(Candidate.ORDER)
          .limit(count)
          .forEach(
              c -> actions.add(new LinkAction.RemotePeerConnecting(c.peer(), c.address(), at)));
    }
  }

  /** Somebody who could be dialled now. */
  private record Candidate(
      PeerKey peer, PeerState known, PeerAddress address, int priority, long lot) {
    private static final Comparator<Candidate> ORDER =
        Comparator.comparingInt(Candidate::priority)
            .thenComparingLong(c -> c.known().backoff().lastTried())
            .thenComparingLong(Candidate::lot);
  }
}
