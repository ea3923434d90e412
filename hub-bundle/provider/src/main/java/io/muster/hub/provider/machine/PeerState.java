package io.muster.hub.provider.machine;

import io.muster.hub.PeerStatus;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a peer; a key with many routes and at most one connection.
 *
 * @param routes how to reach it
 * @param dialling the number of the dial under way, 0 if there is none
 * @param link the connection
 * @param holds what keeps the connection from being rotated out
 * @param backoff failures and when it may be dialled next
 * @param since when it came into its state
 */
public record PeerState(
    Routes routes,
    long dialling,
    Optional<LinkFacts> link,
    Set<Long> holds,
    Backoff backoff,
    long since) {
  static PeerState known(long at) {
    return new PeerState(Routes.NONE, 0, Optional.empty(), Set.of(), Backoff.NONE, at);
  }

  /** The state as users see it. */
  public PeerStatus.State state(long at) {
    if (link.isPresent()) {
      return PeerStatus.State.CONNECTED;
    }
    if (dialling != 0) {
      return PeerStatus.State.CONNECTING;
    }
    return backoff.due(at) ? PeerStatus.State.IDLE : PeerStatus.State.BACKOFF;
  }

  boolean isIdle() {
    return link.isEmpty() && dialling == 0;
  }

  /** How it was found first; {@code incoming} if it was not found but came. */
  String type() {
    return routes.list().isEmpty() ? "incoming" : routes.list().get(0).type();
  }

  boolean isLink(long id) {
    return link.isPresent() && link.get().id() == id;
  }

  PeerState routes(Routes now) {
    return new PeerState(now, dialling, link, holds, backoff, since);
  }

  PeerState dialling(long attempt, long at) {
    return new PeerState(routes, attempt, link, holds, backoff.tried(at), at);
  }

  PeerState dialEnded() {
    return new PeerState(routes, 0, link, holds, backoff, since);
  }

  PeerState connected(LinkFacts facts, long at) {
    return new PeerState(routes, dialling, Optional.of(facts), Set.of(), backoff, at);
  }

  PeerState disconnected(Backoff next, long at) {
    // a dial that is under way is given up in its time, counted from when it began
    Backoff last = dialling == 0 ? next : next.tried(backoff.lastTried());
    return new PeerState(routes, dialling, Optional.empty(), Set.of(), last, at);
  }

  PeerState backoff(Backoff next) {
    return new PeerState(routes, dialling, link, holds, next, since);
  }

  PeerState since(long at) {
    return new PeerState(routes, dialling, link, holds, backoff, at);
  }

  PeerState hold(long id, boolean on) {
    Set<Long> next = new HashSet<>(holds);
    if (on) {
      next.add(id);
    } else {
      next.remove(id);
    }
    return new PeerState(routes, dialling, link, Set.copyOf(next), backoff, since);
  }
}
