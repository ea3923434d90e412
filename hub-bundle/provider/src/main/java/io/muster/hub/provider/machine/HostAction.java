package io.muster.hub.provider.machine;

import io.muster.hub.provider.machine.Effect.CloseLink;
import io.muster.hub.provider.machine.Effect.LeaveHub;
import io.muster.hub.provider.machine.Effect.Probe;
import io.muster.hub.provider.machine.Effect.PutBack;
import io.muster.hub.provider.machine.Effect.Report;
import io.muster.hub.provider.machine.Effect.Stage;
import io.muster.hub.provider.machine.Effect.TakeOff;
import io.muster.hub.provider.machine.Effect.TickSoon;
import io.muster.hub.provider.machine.Effect.Topic;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** What concerns this node: its clock, network, transports, bench and settings. */
public sealed interface HostAction extends Action {
  /** The scheduler's turn. */
  record PeerConnectionTimerTicked(long at, long seed) implements HostAction {
    @Override
    public Step reduce(State before) {
      return Scheduler.turn(before, at, seed);
    }
  }

  /** The network was away, or the node slept: connections are probed, back-off is forgotten. */
  record NetworkDidReconnect(long at, long seed) implements HostAction {
    @Override
    public Step reduce(State before) {
      SplittableRandom random = new SplittableRandom(seed);
      // whoever could not be heard has time to be heard again before it fades
      long refresh = 2 * before.limits().hubs().announceInterval();
      State state = before;
      List<Effect> effects = new ArrayList<>();
      effects.add(new Report(Topic.INFO, "the network has changed, or this node has slept"));
      for (Map.Entry<PeerKey, PeerState> entry : before.peers().entrySet()) {
        PeerState peer = entry.getValue();
        peer.link().ifPresent(link -> effects.add(new Probe(link.id())));
        long soon = at + random.nextLong(before.limits().manners().lead());
        Backoff fresh = Backoff.NONE.tried(peer.backoff().lastTried()).notBefore(soon);
        PeerState still = peer.routes(peer.routes().seenUntil(at + refresh));
        state = state.peer(entry.getKey(), peer.isIdle() ? still.backoff(fresh) : still);
      }
      for (Map.Entry<URI, HubState> entry : before.hubs().entrySet()) {
        long soon = at + random.nextLong(before.limits().manners().lead());
        state = state.hub(entry.getKey(), entry.getValue().retryAt(soon).announceAt(soon));
      }
      return new Step(state, List.copyOf(effects));
    }
  }

  /** Other addresses than before can be dialled. */
  record TransportsChanged(Set<String> schemes, long at) implements HostAction {
    @Override
    public Step reduce(State before) {
      return Step.of(before.setup(before.setup().schemes(schemes)), new TickSoon());
    }
  }

  /** A bench has come with these addresses; what hubs told is put on it. */
  record BenchCame(Map<PeerAddress, PeerKey> entries, Map<PeerAddress, String> types, long at)
      implements HostAction {
    /** Without types. */
    public BenchCame(Map<PeerAddress, PeerKey> entries, long at) {
      this(entries, Map.of(), at);
    }

    @Override
    public Step reduce(State before) {
      Step step = Step.of(before.setup(before.setup().bench(true)), new TickSoon());
      for (Map.Entry<PeerKey, PeerState> entry : before.peers().entrySet()) {
        if (entry.getValue().link().isPresent()) {
          step = step.and(new TakeOff(entry.getKey()));
        }
        Routes routes = entry.getValue().routes().bench(entries.keySet());
        List<Stage> missing =
            routes.list().stream()
                .filter(r -> !r.staged())
                .map(r -> new Stage(entry.getKey(), r.address(), r.hubs().iterator().next()))
                .toList();
        step =
            step.with(step.state().peer(entry.getKey(), entry.getValue().routes(routes)))
                .and(missing);
      }
      for (Map.Entry<PeerAddress, PeerKey> entry : entries.entrySet()) {
        Step staged =
            new PeerAction.PeerDidStage(entry.getValue(), entry.getKey(), type(entry.getKey()), at)
                .reduce(step.state());
        step = step.with(staged.state()).and(staged.effects());
      }
      return step;
    }

    private String type(PeerAddress address) {
      return types.getOrDefault(address, "");
    }
  }

  /** The bench has gone: what hubs told is dialled directly until there is one again. */
  record BenchWent(long at) implements HostAction {
    @Override
    public Step reduce(State before) {
      return Step.of(before.setup(before.setup().bench(false)), new TickSoon());
    }
  }

  /** The settings have changed. */
  record LimitsChanged(Limits limits, long at) implements HostAction {
    @Override
    public Step reduce(State before) {
      return Step.of(before.setup(before.setup().limits(limits)), new TickSoon());
    }
  }

  /** This node leaves: it says goodbye at every hub and to every peer. */
  record NodeLeaves(long at) implements HostAction {
    @Override
    public Step reduce(State before) {
      List<Effect> effects = new ArrayList<>();
      before.hubs().keySet().forEach(hub -> effects.add(new LeaveHub(hub)));
      for (Map.Entry<PeerKey, PeerState> peer : before.peers().entrySet()) {
        if (peer.getValue().link().isPresent()) {
          long link = peer.getValue().link().get().id();
          effects.add(new CloseLink(link, CloseCode.SHUTDOWN, "the node stops"));
          effects.add(new PutBack(peer.getKey()));
        }
      }
      return new Step(before.setup(before.setup().schemes(Set.of())).empty(), List.copyOf(effects));
    }
  }
}
