package io.muster.events.provider.sim.world;

import io.muster.hub.Connection;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A connection of which only the peer matters. */
public record SimConnection(PeerKey peer) implements Connection {
  @Override
  public PeerAddress address() {
    throw new UnsupportedOperationException("No address in a simulation");
  }

  @Override
  public boolean dialled() {
    return true;
  }

  @Override
  public Instant since() {
    return Instant.EPOCH;
  }

  @Override
  public Optional<Duration> roundTrip() {
    return Optional.empty();
  }

  @Override
  public Hold hold(String reason) {
    return () -> {};
  }
}
