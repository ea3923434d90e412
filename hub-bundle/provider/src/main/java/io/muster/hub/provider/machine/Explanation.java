package io.muster.hub.provider.machine;

import io.muster.hub.PeerExplanation.Reason;
import io.muster.peer.PeerKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Why a peer is connected, or is not, in the order in which the scheduler decides.
 *
 * @param reason why
 * @param text for people
 * @param nextAttempt in milliseconds of the machine's clock, if time decides
 */
public record Explanation(Reason reason, String text, OptionalLong nextAttempt) {
  /** What a state says of a peer. */
  public static Explanation of(State state, PeerKey key, long at) {
    if (key.equals(state.setup().self())) {
      return because(Reason.SELF, "this node itself");
    }
    if (state.blocked().containsKey(key)) {
      return because(Reason.BLOCKED, "blocked: " + state.blocked().get(key));
    }
    PeerState peer = state.peers().get(key);
    if (peer == null) {
      return because(Reason.UNKNOWN, "neither staged nor announced at a hub nor wanted");
    }
    if (peer.link().isPresent()) {
      return because(Reason.CONNECTED, "connected by " + peer.link().get().scheme());
    }
    if (peer.dialling() != 0) {
      return because(Reason.CONNECTING, "being dialled");
    }
    boolean dialled = state.setup().bench() && peer.routes().best(state.setup()).isPresent();
    if (state.isFaded(key, at) && !dialled) {
      return faded(state, peer);
    }
    return noWay(state, peer)
        .or(() -> waiting(peer, at))
        .orElseGet(() -> state.isWanted(key) ? wanted(state) : other(state, key));
  }

  private static Explanation faded(State state, PeerState peer) {
    Backoff backoff = peer.backoff();
    return new Explanation(
        Reason.BACKOFF,
        "faded out, " + backoff.failures() + " failed: " + backoff.lastError().orElse(""),
        OptionalLong.of(backoff.lastTried() + state.limits().manners().faded()));
  }

  private static Optional<Explanation> noWay(State state, PeerState peer) {
    Routes routes = peer.routes();
    if (routes.best(state.setup()).isPresent()) {
      return Optional.empty();
    }
    if (routes.list().isEmpty()) {
      String hub = routes.seen().isEmpty() ? "" : "; it is at " + routes.seen().firstKey();
      return Optional.of(because(Reason.NO_ADDRESS, "no address known" + hub));
    }
    TreeSet<String> schemes = new TreeSet<>();
    routes.list().forEach(route -> schemes.add(route.address().scheme()));
    if (schemes.stream().noneMatch(state.setup().schemes()::contains)) {
      return Optional.of(
          because(Reason.NO_TRANSPORT, "no transport for " + String.join(", ", schemes)));
    }
    return Optional.of(because(Reason.NOT_STAGED, "its address is not on the bench"));
  }

  private static Optional<Explanation> waiting(PeerState peer, long at) {
    Backoff backoff = peer.backoff();
    if (backoff.due(at)) {
      return Optional.empty();
    }
    boolean failed = backoff.failures() > 0;
    String text = failed ? backoff.failures() + " failed: " : "cools down: ";
    return Optional.of(
        new Explanation(
            failed ? Reason.BACKOFF : Reason.COOLING,
            text + backoff.lastError().orElse("not its turn to dial"),
            OptionalLong.of(backoff.notBefore())));
  }

  private static Explanation wanted(State state) {
    Limits.Water water = state.limits().water();
    boolean full =
        state.connections() >= water.cap()
            && state.peers().entrySet().stream()
                .filter(e -> e.getValue().link().isPresent())
                .allMatch(e -> state.isWanted(e.getKey()) || !e.getValue().holds().isEmpty());
    return full
        ? because(
            Reason.FULL,
            "all " + water.cap() + " connections are wanted or held; raise connections.cap")
        : queued(state);
  }

  private static Explanation other(State state, PeerKey key) {
    Limits.Water water = state.limits().water();
    long open = state.peers().values().stream().filter(p -> !p.isIdle()).count();
    String type = state.peers().get(key).type();
    if (open >= water.low()) {
      return because(
          Reason.ENOUGH,
          open + " connections, of which " + water.low() + " are enough; waits for its turn");
    }
    if (!Slots.of(state).hasRoom(type)) {
      return because(Reason.FULL, "no slot for type '" + type + "'; see connections.slots");
    }
    if (state.isStranger(key) && !Admission.hasRoom(state, key)) {
      return because(
          Reason.FULL,
          "a stranger, and " + water.unknown() + " are connected; see connections.unknown");
    }
    return queued(state);
  }

  private static Explanation queued(State state) {
    long dialling = state.peers().values().stream().filter(p -> p.dialling() != 0).count();
    return because(
        Reason.QUEUED,
        "next, " + dialling + " of " + state.limits().pace().dials() + " dials are under way");
  }

  private static Explanation because(Reason reason, String text) {
    return new Explanation(reason, text, OptionalLong.empty());
  }
}
