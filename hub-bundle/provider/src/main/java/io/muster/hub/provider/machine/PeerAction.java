package io.muster.hub.provider.machine;

import io.muster.hub.Peers;
import io.muster.hub.provider.machine.Effect.CloseLink;
import io.muster.hub.provider.machine.Effect.Dispatch;
import io.muster.hub.provider.machine.Effect.PutBack;
import io.muster.hub.provider.machine.Effect.Report;
import io.muster.hub.provider.machine.Effect.Stage;
import io.muster.hub.provider.machine.Effect.TickSoon;
import io.muster.hub.provider.machine.Effect.Topic;
import io.muster.hub.provider.machine.Effect.Unstage;
import io.muster.hub.provider.machine.Effect.UnstageAll;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What concerns peers that need not be connected. */
public sealed interface PeerAction extends Action {
  /** A peer said at a hub where it can be reached; good for {@code ttl} milliseconds. */
  record RemotePeerDidAnnounce(
      PeerKey peer, List<PeerAddress> addresses, URI hub, long ttl, long at, double jitter)
      implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      if (peer.equals(before.setup().self())
          || before.hub(hub).isEmpty()
          || before.blocked().containsKey(peer)) {
        return Step.of(before);
      }
      PeerState state = before.peer(peer).orElse(null);
      boolean newcomer = state == null || !state.routes().seen().containsKey(hub);
      if (newcomer && isFull(before, state)) {
        return Step.of(before, new Report(Topic.REFUSED, "peer learned at " + hub + ": too many"));
      }
      Step step = learn(before, state == null ? greet(before) : state);
      return newcomer ? step.with(answer(step.state())) : step;
    }

    private boolean isFull(State before, PeerState known) {
      long here =
          before.peers().values().stream().filter(p -> p.routes().seen().containsKey(hub)).count();
      return here >= before.limits().hubs().peers()
          || known == null && before.peers().size() >= State.MAX_PEERS;
    }

    /** The smaller key dials first, so that both do not dial at once. */
    private PeerState greet(State before) {
      boolean second = before.setup().self().compareTo(peer) > 0;
      double lead = second ? (1 + jitter) * before.limits().manners().lead() : 0;
      return PeerState.known(at).backoff(Backoff.NONE.notBefore(at + (long) lead));
    }

    private Step learn(State before, PeerState state) {
      Routes routes = state.routes().announced(hub, addresses, at + ttl);
      State after = before.peer(peer, state.routes(routes));
      return Step.of(after, new TickSoon())
          .and(after.isFaded(peer, at) ? List.of() : stage(peer, routes))
          .and(unstage(state.routes(), routes));
    }

    /** A newcomer has not heard of this node yet: it is told soon. */
    private State answer(State state) {
      HubState known = state.hubs().get(hub);
      long soon = at + (long) (jitter * state.limits().manners().lead());
      return state.hub(hub, known.announceAt(Math.min(known.announceAt(), soon)));
    }
  }

  /** A peer said goodbye at a hub, or was not heard of there for too long. */
  record RemotePeerDidLeave(PeerKey peer, URI hub, long at) implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null || !state.routes().seen().containsKey(hub)) {
        return Step.of(before);
      }
      Routes routes = state.routes().left(hub);
      return Step.of(before.peer(peer, state.routes(routes))).and(unstage(state.routes(), routes));
    }
  }

  /** A peer that cannot dial this node asks to be dialled: once, without waiting. */
  record RemotePeerAsked(PeerKey peer, long at) implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      if (state == null
          || !state.isIdle()
          || !rested(before, state)
          || !Admission.hasRoom(before, peer)) {
        return Step.of(before);
      }
      if (before.dialling() >= before.limits().pace().dials()) {
        return Step.of(before); // it asks again
      }
      return state
          .routes()
          .best(before.setup())
          .map(a -> Step.of(before, new Dispatch(new LinkAction.RemotePeerConnecting(peer, a, at))))
          .orElse(Step.of(before));
    }

    private boolean rested(State before, PeerState state) {
      long tried = state.backoff().lastTried();
      return tried == Backoff.NEVER || at - tried >= before.limits().manners().favour();
    }
  }

  /** The bench has an address. */
  record PeerDidStage(PeerKey peer, PeerAddress address, String type, long at)
      implements PeerAction, AboutPeer {
    /** Without a type. */
    public PeerDidStage(PeerKey peer, PeerAddress address, long at) {
      this(peer, address, "", at);
    }

    @Override
    public Step reduce(State before) {
      Optional<PeerState> known = before.peer(peer);
      if (peer.equals(before.setup().self())
          || known.isEmpty() && before.peers().size() >= State.MAX_PEERS) {
        return Step.of(before);
      }
      if (before.blocked().containsKey(peer)) {
        return Step.of(before, new Unstage(address));
      }
      PeerState state = known.orElseGet(() -> PeerState.known(at));
      return Step.of(
          before.peer(peer, state.routes(state.routes().staged(address, type, true))),
          new TickSoon());
    }
  }

  /** The bench has an address no more. */
  record PeerDidUnstage(PeerKey peer, PeerAddress address, long at)
      implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      return state == null
          ? Step.of(before)
          : Step.of(before.peer(peer, state.routes(state.routes().staged(address, "", false))));
    }
  }

  /** A peer is not to be connected any more, whatever happens; its reason is for people. */
  record PeerBlocked(PeerKey peer, String reason, long at) implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      State after = before.block(peer, reason);
      PeerState state = before.peer(peer).orElse(null);
      if (state == null) {
        return Step.of(after);
      }
      Step step = Step.of(after.peer(peer, null), new UnstageAll(peer), new TickSoon());
      return state.link().isEmpty()
          ? step
          : step.and(
              List.of(
                  new CloseLink(state.link().get().id(), CloseCode.REFUSED, "not welcome here"),
                  new PutBack(peer)));
    }
  }

  /** A peer is like any other again. */
  record PeerUnblocked(PeerKey peer, long at) implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      State after = before.block(peer, null);
      boolean wanted = after.isWanted(peer) && after.peer(peer).isEmpty();
      return Step.of(wanted ? after.peer(peer, PeerState.known(at)) : after, new TickSoon());
    }
  }

  /** The bench has exactly these addresses of a peer whose link was lost. */
  record BenchShows(PeerKey peer, Set<PeerAddress> addresses, long at)
      implements PeerAction, AboutPeer {
    @Override
    public Step reduce(State before) {
      PeerState state = before.peer(peer).orElse(null);
      return state == null
          ? Step.of(before)
          : Step.of(
              before.peer(peer, state.routes(state.routes().bench(addresses))), new TickSoon());
    }
  }

  /** Somebody wants peers. */
  record WantAdded(long id, Set<PeerKey> peers, Peers.Priority priority, long at)
      implements PeerAction {
    @Override
    public Step reduce(State before) {
      State state = before.wish(id, new Wish(peers, priority));
      if (priority == Peers.Priority.WELCOME) {
        return Step.of(state);
      }
      List<Stage> staged = new ArrayList<>();
      for (PeerKey peer : peers) {
        if (!peer.equals(state.setup().self()) && !before.blocked().containsKey(peer)) {
          PeerState known = state.peer(peer).orElseGet(() -> PeerState.known(at));
          // what merely cools down may be dialled at once; what failed waits on, but not for long
          long most = state.backoff(peer, known.backoff().failures(), 1);
          long wait = known.backoff().failures() == 0 && known.isIdle() ? 0 : most;
          state = state.peer(peer, known.backoff(known.backoff().notAfter(at + wait)));
          if (before.isFaded(peer, at)) {
            staged.addAll(stage(peer, known.routes()));
          }
        }
      }
      return Step.of(state, new TickSoon()).and(staged);
    }
  }

  /** Somebody wants them no more. */
  record WantRemoved(long id, long at) implements PeerAction {
    @Override
    public Step reduce(State before) {
      return Step.of(before.wish(id, null));
    }
  }

  /** What hubs tell and the bench does not have. */
  private static List<Stage> stage(PeerKey peer, Routes routes) {
    return routes.list().stream()
        .filter(r -> !r.hubs().isEmpty() && !r.staged())
        .map(r -> new Stage(peer, r.address(), r.hubs().iterator().next()))
        .toList();
  }

  private static List<Unstage> unstage(Routes before, Routes after) {
    return before.forgotten(after).stream().map(Unstage::new).toList();
  }
}
