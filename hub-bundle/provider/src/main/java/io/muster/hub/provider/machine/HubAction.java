package io.muster.hub.provider.machine;

import io.muster.hub.HubStatus;
import io.muster.hub.provider.machine.Effect.ConnectHub;
import io.muster.hub.provider.machine.Effect.Dispatch;
import io.muster.hub.provider.machine.Effect.LeaveHub;
import io.muster.hub.provider.machine.Effect.Publish;
import io.muster.hub.provider.machine.Effect.Report;
import io.muster.hub.provider.machine.Effect.Topic;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.List;

/** What concerns hubs. */
public sealed interface HubAction extends Action {
  /** A hub is to be used from now on. */
  record HubAddressAdded(URI hub, long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      if (before.hub(hub).isPresent()) {
        return Step.of(before);
      }
      if (before.hubs().size() >= before.limits().hubs().max()) {
        return Step.of(
            before,
            new Report(
                Topic.REFUSED, "hub " + hub + ": " + before.hubs().size() + " hubs are enough"));
      }
      return Step.of(before.hub(hub, HubState.added(at)), new Dispatch(new ConnectToHub(hub, at)));
    }
  }

  /** A hub is not to be used any more: peers known only there are forgotten. */
  record HubAddressRemoved(URI hub, long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      if (before.hub(hub).isEmpty()) {
        return Step.of(before);
      }
      Step step = Step.of(before, new LeaveHub(hub));
      for (PeerKey peer : before.peers().keySet()) {
        Step left = new PeerAction.RemotePeerDidLeave(peer, hub, at).reduce(step.state());
        step = step.with(left.state()).and(left.effects());
      }
      return step.with(step.state().hub(hub, null));
    }
  }

  /** The time has come to connect. */
  record ConnectToHub(URI hub, long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      HubState state = before.hub(hub).orElse(null);
      if (state == null || isUp(state)) {
        return Step.of(before);
      }
      return Step.of(before.hub(hub, state.connecting(at)), new ConnectHub(hub));
    }

    private static boolean isUp(HubState state) {
      return state.connection() == HubStatus.State.CONNECTING
          || state.connection() == HubStatus.State.CONNECTED;
    }
  }

  /** The hub is tried again after a while. */
  record ScheduleConnectToHub(URI hub, long delay, long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      HubState state = before.hub(hub).orElse(null);
      if (state == null || state.connection() != HubStatus.State.BACKOFF) {
        return Step.of(before);
      }
      return Step.of(before.hub(hub, state.retryAt(at + delay)));
    }
  }

  /** The hub takes and gives messages. */
  record HubConnectionSucceeded(URI hub, long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      HubState state = before.hub(hub).orElse(null);
      if (state == null) {
        return Step.of(before, new LeaveHub(hub));
      }
      if (state.connection() != HubStatus.State.CONNECTING) {
        return Step.of(before);
      }
      return Step.of(
          before.hub(hub, state.connected(at)),
          new Report(Topic.INFO, "connected to hub " + hub),
          new Dispatch(new AnnounceToHub(hub, at)));
    }
  }

  /** The hub could not be reached, or the connection to it has ended. */
  record HubConnectionFailed(URI hub, String error, long retryAfter, long at, double jitter)
      implements HubAction {
    @Override
    public Step reduce(State before) {
      HubState state = before.hub(hub).orElse(null);
      if (state == null
          || state.connection() == HubStatus.State.BACKOFF
          || state.connection() == HubStatus.State.DISCONNECTED) {
        return Step.of(before);
      }
      Limits.Hubs limits = before.limits().hubs();
      HubState failed = state.failed(error, at, before.limits().pace().stable());
      long delay =
          Backoff.delay(
              failed.backoff().failures(), limits.backoffBase(), limits.backoffMax(), jitter);
      Step step =
          Step.of(
              before.hub(hub, failed),
              new Dispatch(new ScheduleConnectToHub(hub, Math.max(delay, retryAfter), at)));
      // one failure is no news: a bundle that starts a moment later, a hub that is being restarted
      return failed.backoff().failures() != 2
          ? step
          : step.and(new Report(Topic.TROUBLE, "hub " + hub + ": " + error + "; will try again"));
    }
  }

  /** This node announces itself at a hub. */
  record AnnounceToHub(URI hub, long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      HubState state = before.hub(hub).orElse(null);
      if (state == null || state.connection() != HubStatus.State.CONNECTED) {
        return Step.of(before);
      }
      long next = at + before.limits().hubs().announceInterval();
      return Step.of(before.hub(hub, state.announceAt(next)), new Publish(hub));
    }
  }

  /** This node can be reached at other addresses than before, or speaks other protocols. */
  record AnnouncementChanged(long at) implements HubAction {
    @Override
    public Step reduce(State before) {
      List<Dispatch> all =
          before.hubs().keySet().stream().map(h -> new Dispatch(new AnnounceToHub(h, at))).toList();
      return Step.of(before).and(all);
    }
  }
}
