package io.muster.events.provider;

import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Who has not been connected for long, since the topic was opened. Confined to its thread. */
final class Absences {
  private final Supplier<Set<PeerKey>> connected;
  private final LongSupplier clock;
  private final Duration limit;
  private final long begun;
  private final Map<PeerKey, Long> left = new HashMap<>();

  Absences(Supplier<Set<PeerKey>> connected, LongSupplier clock, Duration limit) {
    this.connected = connected;
    this.clock = clock;
    this.limit = limit;
    this.begun = clock.getAsLong();
  }

  /** A member's connection has ended. */
  void left(PeerKey member) {
    left.put(member, clock.getAsLong());
  }

  boolean isAway(PeerKey member) {
    long since = left.getOrDefault(member, begun);
    return clock.getAsLong() - since >= limit.toMillis() && !connected.get().contains(member);
  }
}
