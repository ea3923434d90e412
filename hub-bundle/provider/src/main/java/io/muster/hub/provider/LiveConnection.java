package io.muster.hub.provider;

import io.muster.hub.Connection;
import io.muster.hub.provider.machine.LinkAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A connection as users see it. */
final class LiveConnection implements Connection {
  private final LinkSession session;
  private final Machine machine;
  private final Instant since;
  private final AtomicLong holds = new AtomicLong();

  LiveConnection(LinkSession session, Machine machine, Instant since) {
    this.session = session;
    this.machine = machine;
    this.since = since;
  }

  @Override
  public PeerKey peer() {
    return session.peer();
  }

  @Override
  public PeerAddress address() {
    return session.link().address();
  }

  @Override
  public boolean dialled() {
    return session.dialled();
  }

  @Override
  public Instant since() {
    return since;
  }

  @Override
  public Optional<Duration> roundTrip() {
    return session.mux().roundTrip();
  }

  @Override
  public Hold hold(String reason) {
    long id = holds.incrementAndGet();
    machine.dispatch(new LinkAction.HoldChanged(peer(), session.id(), id, true));
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        machine.dispatch(new LinkAction.HoldChanged(peer(), session.id(), id, false));
      }
    };
  }

  @Override
  public String toString() {
    return "connection " + session.id() + " to " + peer().shortText() + " by " + address().scheme();
  }
}
