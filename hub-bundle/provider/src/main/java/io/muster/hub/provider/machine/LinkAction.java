package io.muster.hub.provider.machine;

import io.muster.hub.provider.machine.Effect.CloseLink;
import io.muster.hub.provider.machine.Effect.Dial;
import io.muster.hub.provider.machine.Effect.NotifyEnded;
import io.muster.hub.provider.machine.Effect.PutBack;
import io.muster.hub.provider.machine.Effect.Reached;
import io.muster.hub.provider.machine.Effect.Report;
import io.muster.hub.provider.machine.Effect.TickSoon;
import io.muster.hub.provider.machine.Effect.Topic;
import io.muster.hub.provider.machine.Effect.Unstage;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.List;
import java.util.Optional;

/** What concerns dials and connections. */
public sealed interface LinkAction extends Action, AboutPeer {
  /** A peer is dialled. */
  record RemotePeerConnecting(PeerKey peer, PeerAddress address, long at) implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || !state.isIdle() || peer.equals(before.setup().self())) {
        return Step.of(before);
      }
      State next = before.dialled();
      long timeout = before.limits().pace().dialTimeout();
      return Step.of(
          next.peer(peer, state.dialling(next.dials(), at)),
          new Dial(peer, next.dials(), address, timeout));
    }
  }

  /** A dial led to a link on which both have said hello. */
  record RemotePeerConnectionSucceeded(
      PeerKey peer, long attempt, PeerAddress address, LinkFacts link, long at)
      implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null) {
        return Step.of(before, new CloseLink(link.id(), CloseCode.REPLACED, "too late"));
      }
      // a dial that was given up may have led to a link that the other side has taken for the one
      PeerState dialled = state.dialling() == attempt ? state.dialEnded() : state;
      Routes routes = state.routes().succeeded(address);
      return Admission.join(before.peer(peer, dialled.routes(routes)), peer, link, at)
          .and(new Reached(address, true));
    }
  }

  /** A peer dialled this node and said hello. */
  record RemotePeerClientDidConnect(PeerKey peer, LinkFacts link, long at) implements LinkAction {
    @Override
    public Step reduce(State before) {
      if (peer.equals(before.setup().self())) {
        return Step.of(before, new CloseLink(link.id(), CloseCode.REPLACED, "this is myself"));
      }
      if (before.blocked().containsKey(peer)) {
        return Step.of(before, new CloseLink(link.id(), CloseCode.REFUSED, "not welcome here"));
      }
      State known = before.peer(peer).isPresent() ? before : before.peer(peer, PeerState.known(at));
      return Admission.join(known, peer, link, at);
    }
  }

  /** A wanted peer that this node cannot dial is asked to dial it. */
  record RemotePeerUnreachable(PeerKey peer, long at, double jitter) implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || !state.isIdle()) {
        return Step.of(before);
      }
      int failures = state.backoff().failures() + 1;
      long delay = before.backoff(peer, failures, jitter);
      Backoff next =
          state.backoff().tried(at).failed("it has no address that can be dialled", at + delay);
      return Step.of(before.peer(peer, state.backoff(next))).and(Scheduler.askToDial(before, peer));
    }
  }

  /** A dial failed. */
  record RemotePeerConnectionFailed(
      PeerKey peer, long attempt, PeerAddress address, String error, long at, double jitter)
      implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || state.dialling() != attempt) {
        return Step.of(before);
      }
      PeerState ended = state.dialEnded().routes(state.routes().failed(address));
      if (state.link().isPresent()) {
        return Step.of(before.peer(peer, ended));
      }
      Reached missed = new Reached(address, false);
      if (ended.routes().hasBetterThan(address, before.setup())) {
        return otherWay(before, ended).and(missed);
      }
      int failures = state.backoff().failures() + 1;
      long delay = before.backoff(peer, failures, jitter);
      State after =
          before.peer(peer, ended.backoff(state.backoff().failed(error, at + delay)).since(at));
      Step step = Step.of(after, missed).and(fade(after));
      return failures > 1
          ? step.and(Scheduler.askToDial(before, peer))
          : step.and(new Report(Topic.INFO, "peer " + peer.shortText() + ": " + error));
    }

    /** What hubs tell of a peer that has failed too often leaves the bench. */
    private List<Unstage> fade(State after) {
      return after.isFaded(peer, at)
          ? after.peers().get(peer).routes().told().stream().map(Unstage::new).toList()
          : List.of();
    }

    /** The peer has not failed as long as a way to it is left that has failed less often. */
    private Step otherWay(State before, PeerState ended) {
      Backoff backoff = ended.backoff();
      Backoff now = new Backoff(backoff.failures(), at, backoff.lastTried(), Optional.of(error));
      return Step.of(before.peer(peer, ended.backoff(now).since(at)), new TickSoon());
    }
  }

  /** A connection has ended without this node's doing. */
  record RemotePeerDidDisconnect(
      PeerKey peer, long link, CloseCode code, String reason, long at, double jitter)
      implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || !state.isLink(link)) {
        return Step.of(before);
      }
      Backoff next = Admission.afterEnd(before, this);
      return Step.of(
          before.peer(peer, state.disconnected(next, at)),
          new NotifyEnded(link, reason),
          new PutBack(peer),
          new TickSoon());
    }
  }

  /** A connection is to be closed. */
  record RemotePeerDisconnect(PeerKey peer, CloseCode code, String reason, long at, double jitter)
      implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || state.link().isEmpty()) {
        return Step.of(before);
      }
      // both sides wait for a while, whoever wants the other dials first
      Backoff next =
          state
              .backoff()
              .ended(
                  reason,
                  at + before.limits().manners().lead() + (long) (jitter * coolDown(before)));
      return Step.of(
          before.peer(peer, state.disconnected(next.tried(at), at)),
          new CloseLink(state.link().get().id(), code, reason),
          new PutBack(peer),
          new TickSoon());
    }

    private long coolDown(State before) {
      return before.isWanted(peer)
          ? before.limits().pace().backoffBase()
          : before.limits().pace().dwell();
    }
  }

  /** A protocol found that the peer broke it: the link ended, the peer is left alone for long. */
  record RemotePeerMisbehaved(PeerKey peer, long link, String reason, long at, double jitter)
      implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || !state.isLink(link)) {
        return Step.of(before);
      }
      int failures = state.backoff().failures() + before.limits().manners().breach();
      long delay = before.backoff(peer, failures, jitter);
      Backoff next = new Backoff(failures, at + delay, at, Optional.of(reason));
      return Step.of(
          before.peer(peer, state.disconnected(next, at)),
          new NotifyEnded(link, reason),
          new PutBack(peer),
          new Report(Topic.REFUSED, "peer " + peer.shortText() + ": " + reason));
    }
  }

  /** Somebody downloads over a connection, or has ended. */
  record HoldChanged(PeerKey peer, long link, long hold, boolean begins) implements LinkAction {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      return state == null || !state.isLink(link)
          ? Step.of(before)
          : Step.of(before.peer(peer, state.hold(hold, begins)));
    }
  }
}
