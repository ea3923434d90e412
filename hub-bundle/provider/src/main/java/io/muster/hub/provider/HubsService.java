package io.muster.hub.provider;

import io.muster.hub.HubStatus;
import io.muster.hub.Hubs;
import io.muster.hub.provider.machine.HubAction;
import io.muster.hub.provider.machine.HubState;
import io.muster.hub.provider.machine.Machine;
import io.muster.peer.MusterException;
import io.muster.peer.MusterException.Problem;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@link Hubs}: the configured ones and those added at run time. */
final class HubsService implements Hubs {
  private final Surroundings around;
  private final Machine machine;
  private final SortedSet<URI> known = new TreeSet<>();
  private final SortedSet<URI> added = new TreeSet<>();
  private Set<URI> configured = Set.of();
  private int max;

  HubsService(Surroundings around, Machine machine) {
    this.around = around;
    this.machine = machine;
  }

  /** The configuration names these hubs, and none of those that it named before. */
  synchronized void configure(Set<URI> hubs, int most) {
    max = most;
    configured.stream().filter(h -> !hubs.contains(h)).forEach(this::remove);
    configured = Set.copyOf(hubs);
    hubs.stream().filter(h -> known.size() < max).forEach(this::use);
  }

  /** Hubs that users added at run time, here or in an earlier run. */
  synchronized SortedSet<URI> added() {
    return new TreeSet<>(added);
  }

  /** An earlier run used these hubs, too. */
  synchronized void restore(Set<URI> hubs) {
    hubs.stream().filter(h -> known.size() < max).forEach(this::add);
  }

  /** Leaves all hubs, changes something, and comes back to them. */
  synchronized void rejoin(Runnable change) {
    known.forEach(h -> machine.dispatch(new HubAction.HubAddressRemoved(h, around.millis())));
    machine.then(change);
    known.forEach(h -> machine.dispatch(new HubAction.HubAddressAdded(h, around.millis())));
  }

  @Override
  public synchronized boolean add(URI hub) {
    URI address = HubAddress.canonical(hub);
    boolean fresh = use(address);
    added.add(address);
    return fresh;
  }

  private boolean use(URI address) {
    if (known.contains(address)) {
      return false;
    }
    if (known.size() >= max) {
      throw new MusterException(
          Problem.of("MUSTER-HUB-0013", "Remove a hub, or raise 'hubs.max' of PID io.muster.hub."),
          "Not added: " + known.size() + " hubs are in use, at most " + max + " may be");
    }
    known.add(address);
    machine.dispatch(new HubAction.HubAddressAdded(address, around.millis()));
    return true;
  }

  /** A stranger told of a hub: it is used if there is room, which it never takes from others. */
  synchronized void learn(URI hub) {
    if (known.size() < max) {
      use(HubAddress.canonical(hub));
    }
  }

  @Override
  public synchronized boolean remove(URI hub) {
    URI address = HubAddress.canonical(hub);
    added.remove(address);
    if (!known.remove(address)) {
      return false;
    }
    machine.dispatch(new HubAction.HubAddressRemoved(address, around.millis()));
    return true;
  }

  @Override
  public synchronized List<HubStatus> hubs() {
    return known.stream().map(this::status).toList();
  }

  private HubStatus status(URI hub) {
    HubState state = machine.state().hubs().get(hub);
    if (state == null) {
      return new HubStatus(
          hub, HubStatus.State.DISCONNECTED, 0, Optional.empty(), Optional.empty());
    }
    boolean up = state.connection() == HubStatus.State.CONNECTED;
    return new HubStatus(
        hub,
        state.connection(),
        up ? 0 : state.backoff().failures(),
        nextAttempt(state),
        state.backoff().lastError());
  }

  private Optional<Instant> nextAttempt(HubState state) {
    if (state.connection() != HubStatus.State.BACKOFF) {
      return Optional.empty();
    }
    long delay = state.backoff().notBefore() - around.millis();
    return Optional.of(around.clock().instant().plusMillis(delay));
  }
}
