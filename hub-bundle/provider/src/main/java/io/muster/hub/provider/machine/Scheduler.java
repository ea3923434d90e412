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
import java.util.Map;
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

  /** For how long a peer that failed is remembered after its back-off, in milliseconds. */
  static final long MEMORY = 600_000;

  private final State state;
  private final long at;
  private final SplittableRandom random;
  private final List<Action> actions = new ArrayList<>();

  private Scheduler(State state, long at, long seed) {
    this.state = state;
    this.at = at;
    this.random = new SplittableRandom(seed);
  }

  static Step turn(State before, long at, long seed) {
    Scheduler scheduler = new Scheduler(forget(before, at), at, seed);
    scheduler.hubs();
    scheduler.overdue();
    scheduler.trim();
    scheduler.dial();
    scheduler.ask();
    return Step.of(scheduler.state).and(scheduler.actions.stream().map(Dispatch::new).toList());
  }

  /** Peers of whom nothing is worth remembering. */
  private static State forget(State before, long at) {
    State state = before;
    for (Map.Entry<PeerKey, PeerState> entry : before.peers().entrySet()) {
      PeerState peer = entry.getValue();
      boolean useless =
          peer.routes().isEmpty() && peer.isIdle() && before.wanted(entry.getKey()).isEmpty();
      boolean clean = peer.backoff().failures() == 0;
      if (useless && peer.backoff().due(clean ? at : at - MEMORY)) {
        state = state.peer(entry.getKey(), null);
      }
    }
    return state;
  }

  private void hubs() {
    state.hubs().entrySet().stream()
        .sorted(Comparator.comparingInt(e -> e.getValue().backoff().failures()))
        .forEach(e -> hub(e.getKey(), e.getValue()));
    for (Map.Entry<PeerKey, PeerState> peer : state.peers().entrySet()) {
      for (Map.Entry<URI, Long> seen : peer.getValue().routes().seen().entrySet()) {
        if (seen.getValue() <= at) {
          actions.add(new PeerAction.RemotePeerDidLeave(peer.getKey(), seen.getKey(), at));
        }
      }
    }
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

  /** Dials that were never answered are given up; a late link is closed. */
  private void overdue() {
    long patience = state.limits().pace().dialTimeout() + GRACE;
    state
        .peers()
        .forEach(
            (key, peer) -> {
              if (peer.dialling() != 0 && at - peer.backoff().lastTried() >= patience) {
                actions.add(overdue(key, peer));
              }
            });
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
    Limits limits = state.limits();
    long open = state.connections();
    boolean surplus = open > limits.water().high();
    boolean turnOver = open >= limits.water().low() && !candidates(false).isEmpty();
    if (surplus || turnOver) {
      Admission.oldest(state, p -> at - p.since() >= limits.pace().dwell())
          .ifPresent(
              key ->
                  actions.add(
                      new LinkAction.RemotePeerDisconnect(
                          key,
                          CloseCode.ROTATED,
                          "makes room for another peer",
                          at,
                          random.nextDouble())));
    }
  }

  private void dial() {
    long dialling = state.peers().values().stream().filter(p -> p.dialling() != 0).count();
    long slots = state.limits().pace().dials() - dialling;
    long room = state.limits().water().cap() - state.connections() - dialling;
    long open = state.connections() + dialling;
    List<Candidate> wanted = candidates(true);
    List<Candidate> others = candidates(false);
    long spare = Math.min(others.size(), Math.max(0, state.limits().water().low() - open));
    // wanted peers that cannot be reached never take the last slot from all others
    long reserved = spare > 0 && slots > 1 ? 1 : 0;
    long first = Math.min(wanted.size(), Math.min(slots - reserved, wantedRoom(room)));
    start(wanted, first);
    long left = Math.min(slots, room) - Math.max(0, first);
    start(others, Math.min(spare - Math.max(0, first), left));
  }

  /** Wanted peers may push out others: room is what they could have. */
  private long wantedRoom(long room) {
    long yielding =
        state.peers().entrySet().stream()
            .filter(e -> e.getValue().link().isPresent() && e.getValue().holds().isEmpty())
            .filter(e -> state.wanted(e.getKey()).isEmpty())
            .count();
    return room + yielding;
  }

  /** A wanted peer is asked through a hub that it uses; nobody else is. */
  static List<Effect.AskToDial> askToDial(State state, PeerKey peer) {
    if (state.wanted(peer).isEmpty()) {
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
    state
        .peers()
        .forEach(
            (key, peer) -> {
              boolean about = peer.isIdle() && !peer.routes().seen().isEmpty();
              if (about
                  && peer.backoff().due(at)
                  && state.wanted(key).isPresent()
                  && peer.routes().best(state.setup()).isEmpty()) {
                actions.add(new LinkAction.RemotePeerUnreachable(key, at, random.nextDouble()));
              }
            });
  }

  private void start(List<Candidate> candidates, long count) {
    candidates.stream()
        .limit(Math.max(0, count))
        .forEach(c -> actions.add(new LinkAction.RemotePeerConnecting(c.peer(), c.address(), at)));
  }

  /** Somebody who could be dialled now. */
  private record Candidate(
      PeerKey peer, PeerAddress address, int priority, long lastTried, long lot) {}

  private List<Candidate> candidates(boolean wanted) {
    SplittableRandom lots = random.split();
    List<Candidate> all = new ArrayList<>();
    for (Map.Entry<PeerKey, PeerState> entry : state.peers().entrySet()) {
      Optional<Peers.Priority> priority = state.wanted(entry.getKey());
      PeerState peer = entry.getValue();
      long lot = lots.nextLong();
      if (priority.isPresent() == wanted && peer.isIdle() && peer.backoff().due(at)) {
        int rank = priority.map(p -> -p.ordinal()).orElse(1);
        peer.routes()
            .best(state.setup())
            .map(a -> new Candidate(entry.getKey(), a, rank, peer.backoff().lastTried(), lot))
            .ifPresent(all::add);
      }
    }
    all.sort(
        Comparator.comparingInt(Candidate::priority)
            .thenComparingLong(Candidate::lastTried)
            .thenComparingLong(Candidate::lot));
    return all;
  }
}
