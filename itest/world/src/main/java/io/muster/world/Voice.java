package io.muster.world;

import io.muster.hub.provider.announce.Envelope;
import io.muster.hub.provider.announce.PeerRecord;
import io.muster.hub.provider.announce.Signal;
import io.muster.peer.PeerKey;
import java.util.List;

/** What a process says at hubs, numbered as Sequence does. */
final class Voice {
  private static final long AHEAD = 600_000;

  private final Host host;
  private final long ttlSeconds;
  private long last;
  private long reserved;

  Voice(Host host, long ttlSeconds) {
    this.host = host;
    this.ttlSeconds = ttlSeconds;
    this.last = host.place().stored;
    this.reserved = last;
  }

  private long number() {
    last = Math.max(last + 1, host.wall());
    if (last >= reserved) {
      reserved = last + AHEAD;
      host.place().stored = reserved;
    }
    return last;
  }

  Envelope announcement() {
    PeerRecord record =
        new PeerRecord(
            World.network(), host.place().addresses, List.of("test/1"), number(), ttlSeconds);
    host.world().said(host.key(), record);
    return seal(Envelope.Kind.ANNOUNCE, record.json());
  }

  Envelope askToDial(PeerKey to) {
    Signal signal = new Signal(World.network(), to, number(), Signal.DIAL_ME);
    return seal(Envelope.Kind.SIGNAL, signal.json());
  }

  private Envelope seal(Envelope.Kind kind, String payload) {
    return Envelope.seal(Words.identity(host.key()), kind, payload);
  }
}
