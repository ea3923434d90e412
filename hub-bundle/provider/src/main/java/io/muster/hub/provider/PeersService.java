package io.muster.hub.provider;

import io.muster.hub.Connection;
import io.muster.hub.PeerExplanation;
import io.muster.hub.PeerStatus;
import io.muster.hub.Peers;
import io.muster.hub.provider.machine.Explanation;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.hub.provider.machine.PeerState;
import io.muster.hub.provider.machine.Route;
import io.muster.hub.provider.machine.State;
import io.muster.hub.provider.mux.CloseCode;
import io.muster.hub.provider.stored.BlockList;
import io.muster.peer.PeerKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** {@link Peers}, read from the machine's state. */
final class PeersService implements Peers {
  private final Surroundings around;
  private final Machine machine;
  private final Watchers watchers;
  private final BlockList blocks;
  private final Epoch epoch;
  private final AtomicLong wishes = new AtomicLong();

  PeersService(Surroundings around, Machine machine, Watchers watchers, BlockList blocks) {
    this.around = around;
    this.machine = machine;
    this.watchers = watchers;
    this.blocks = blocks;
    this.epoch = new Epoch(around);
  }

  @Override
  public Want want(Set<PeerKey> peers, Priority priority) {
    Set<PeerKey> copy = Set.copyOf(peers);
    if (copy.size() > Want.MAX_PEERS) {
      throw new IllegalArgumentException(
          "A wish names at most " + Want.MAX_PEERS + " peers, not " + copy.size());
    }
    long id = wishes.incrementAndGet();
    machine.dispatch(new PeerAction.WantAdded(id, copy, priority, around.millis()));
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        machine.dispatch(new PeerAction.WantRemoved(id, around.millis()));
      }
    };
  }

  @Override
  public List<PeerStatus> peers() {
    State state = machine.state();
    return state.peers().entrySet().stream()
        .map(e -> status(state, e.getKey(), e.getValue()))
        .toList();
  }

  /** A time of the machine's clock as users see it. */
  private Instant when(long time) {
    return Instant.ofEpochMilli(time + epoch.millis());
  }

  private PeerStatus status(State state, PeerKey key, PeerState peer) {
    PeerStatus.State shown = peer.state(around.millis());
    boolean connected = shown == PeerStatus.State.CONNECTED;
    return new PeerStatus(
        key,
        shown,
        peer.routes().list().stream()
            .sorted(Comparator.comparingInt(Route::failures))
            .map(Route::address)
            .toList(),
        state.isWanted(key),
        connected ? 0 : peer.backoff().failures(),
        when(peer.since()),
        shown == PeerStatus.State.BACKOFF
            ? Optional.of(when(peer.backoff().notBefore()))
            : Optional.empty(),
        peer.backoff().lastError());
  }

  @Override
  public PeerExplanation explain(PeerKey peer) {
    long at = around.millis();
    Explanation why = Explanation.of(machine.state(), peer, at);
    OptionalLong next = why.nextAttempt();
    return new PeerExplanation(
        peer,
        why.reason(),
        why.text(),
        next.isPresent() ? Optional.of(when(next.getAsLong())) : Optional.empty());
  }

  @Override
  public List<Connection> connections() {
    return watchers.open().stream().sorted(Comparator.comparing(Connection::peer)).toList();
  }

  @Override
  public boolean block(PeerKey peer, String reason) {
    boolean added = blocks.block(peer, reason);
    machine.dispatch(new PeerAction.PeerBlocked(peer, reason, around.millis()));
    return added;
  }

  @Override
  public boolean unblock(PeerKey peer) {
    boolean removed = blocks.unblock(peer);
    machine.dispatch(new PeerAction.PeerUnblocked(peer, around.millis()));
    return removed;
  }

  @Override
  public Map<PeerKey, String> blocked() {
    return blocks.blocked();
  }

  @Override
  public boolean disconnect(PeerKey peer) {
    boolean connected = connections().stream().anyMatch(c -> c.peer().equals(peer));
    if (connected) {
      machine.dispatch(
          new LinkAction.RemotePeerDisconnect(
              peer,
              CloseCode.NORMAL,
              "asked for by a user",
              around.millis(),
              around.random().nextDouble()));
    }
    return connected;
  }
}
