package io.muster.hub.provider.machine;

import io.muster.hub.provider.machine.Effect.CloseLink;
import io.muster.hub.provider.machine.Effect.OpenLink;
import io.muster.hub.provider.machine.Effect.TakeOff;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerKey;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Decides which links become connections: one for each peer, within the cap. */
final class Admission {
  private Admission() {}

  /** A link to a known peer on which both have said hello. */
  static Step join(State before, PeerKey peer, LinkFacts link, long at) {
    PeerState state = before.peers().get(peer);
    if (state.link().isPresent()) {
      return glare(before, peer, link, at);
    }
    Optional<PeerKey> leaver = leaver(before, peer, at);
    if (leaver.isEmpty() && !hasRoom(before, peer)) {
      return Step.of(
          link.dialled() ? before.peer(peer, rests(state, before.limits(), at)) : before,
          new CloseLink(link.id(), CloseCode.BUSY, "no slot free, try again later"));
    }
    Step step = leaver.isPresent() ? rotateOut(before, leaver.get(), at) : Step.of(before);
    return step.with(step.state().peer(peer, state.connected(link, at)))
        .and(List.of(new TakeOff(peer), new OpenLink(peer, link.id())));
  }

  /** The last slot was taken while this peer was dialled: it is not dialled again at once. */
  private static PeerState rests(PeerState state, Limits limits, long at) {
    long rest = limits.manners().lead() + limits.pace().backoffBase();
    return state.backoff(state.backoff().notEarlier(at + rest));
  }

  /** A second link: one of the two stays, the same one at both ends. */
  private static Step glare(State before, PeerKey peer, LinkFacts link, long at) {
    PeerState state = before.peers().get(peer);
    LinkFacts old = state.link().get();
    boolean sameProcess = old.nonce() == link.nonce();
    boolean selfSmaller = before.setup().self().compareTo(peer) < 0;
    if (sameProcess && !wins(link, old, selfSmaller)) {
      return Step.of(
          before, new CloseLink(link.id(), CloseCode.REPLACED, "there is one already, it stays"));
    }
    String reason = sameProcess ? "another link took its place" : "the peer has restarted";
    return Step.of(
        before.peer(peer, state.connected(link, at)),
        new CloseLink(old.id(), CloseCode.REPLACED, reason),
        new OpenLink(peer, link.id()));
  }

  /** The better transport; else the dial of the smaller key; else the newer link. */
  private static boolean wins(LinkFacts newer, LinkFacts older, boolean selfSmaller) {
    if (newer.rank() != older.rank()) {
      return newer.rank() > older.rank();
    }
    return newer.dialled() == older.dialled() || newer.dialled() == selfSmaller;
  }

  static boolean hasRoom(State state, PeerKey peer) {
    Limits.Water water = state.limits().water();
    if (state.connections() >= water.cap()) {
      return false;
    }
    return (!state.isStranger(peer) || strangers(state) < water.unknown())
        && (state.isWanted(peer) || Slots.of(state).hasRoom(type(state, peer)));
  }

  private static String type(State state, PeerKey peer) {
    return state.peer(peer).map(PeerState::type).orElse("incoming");
  }

  private static long strangers(State state) {
    long count = 0;
    for (Map.Entry<PeerKey, PeerState> entry : state.peers().entrySet()) {
      if (entry.getValue().link().isPresent() && state.isStranger(entry.getKey())) {
        count++;
      }
    }
    return count;
  }

  /**
   * Who makes room for a newcomer when there is none: for a wanted one the oldest stranger, else
   * the oldest that is merely welcome; for one that is welcome a stranger; and for anybody one of
   * its own kind that has had its time.
   */
  private static Optional<PeerKey> leaver(State state, PeerKey newcomer, long at) {
    if (hasRoom(state, newcomer)) {
      return Optional.empty();
    }
    boolean known = !state.isStranger(newcomer);
    String type = type(state, newcomer);
    if (!state.isWanted(newcomer) && !Slots.of(state).hasRoom(type)) {
      return longest(state, at, known, p -> p.type().equals(type));
    }
    Optional<PeerKey> stranger =
        oldest(state, e -> state.isStranger(e.getKey()) && (known || hadItsTime(state, e, at)));
    return stranger.isPresent() || !known
        ? stranger
        : oldest(state, e -> state.isWanted(newcomer) || hadItsTime(state, e, at));
  }

  /** Whose turn is over: the oldest stranger, else, if {@code all}, the oldest that is welcome. */
  static Optional<PeerKey> longest(State state, long at, boolean all, Predicate<PeerState> fits) {
    Predicate<Map.Entry<PeerKey, PeerState>> over =
        e -> fits.test(e.getValue()) && hadItsTime(state, e, at);
    Optional<PeerKey> stranger = oldest(state, over.and(e -> state.isStranger(e.getKey())));
    return stranger.isPresent() || !all ? stranger : oldest(state, over);
  }

  private static boolean hadItsTime(State state, Map.Entry<PeerKey, PeerState> peer, long at) {
    return at - peer.getValue().since() >= state.limits().pace().dwell();
  }

  /** The oldest connection that nobody wants or holds and that fits. */
  private static Optional<PeerKey> oldest(
      State state, Predicate<Map.Entry<PeerKey, PeerState>> fits) {
    return state.peers().entrySet().stream()
        .filter(e -> e.getValue().link().isPresent() && e.getValue().holds().isEmpty())
        .filter(e -> !state.isWanted(e.getKey()) && fits.test(e))
        .min(Comparator.comparingLong(e -> e.getValue().since()))
        .map(Map.Entry::getKey);
  }

  private static Step rotateOut(State before, PeerKey leaver, long at) {
    return new LinkAction.RemotePeerDisconnect(
            leaver, CloseCode.ROTATED, "makes room for another peer", at, 0.5)
        .reduce(before);
  }

  /** When a peer whose connection ended may be dialled again. */
  static Backoff afterEnd(State state, LinkAction.RemotePeerDidDisconnect end) {
    PeerState ended = state.peers().get(end.peer());
    Limits.Pace pace = state.limits().pace();
    boolean lasted = end.at() - ended.since() >= pace.stable();
    boolean graceful = end.code() == CloseCode.SHUTDOWN || end.code() == CloseCode.ROTATED;
    int more = end.code() == CloseCode.REFUSED ? state.limits().manners().breach() : 1;
    boolean forgiven = (lasted || graceful) && end.code() != CloseCode.REFUSED;
    int failures = forgiven ? 0 : ended.backoff().failures() + more;
    boolean second = state.setup().self().compareTo(end.peer()) > 0;
    long lead = second ? state.limits().manners().lead() : 0;
    boolean sentAway = end.code() == CloseCode.ROTATED && !state.isWanted(end.peer());
    long rest = sentAway ? pace.dwell() : 0;
    long delay = state.backoff(end.peer(), failures, end.jitter());
    return new Backoff(
        failures, end.at() + lead + rest + delay, end.at(), Optional.of(end.reason()));
  }
}
