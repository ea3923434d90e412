package io.muster.world;

import io.muster.hub.provider.machine.Limits;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A machine on which one process of a node runs after the other: its settings, clocks and disk. */
final class Place {
  /** The wall clock of those whose clock is right, at the world's beginning. */
  static final long EPOCH = 1_700_000_000_000L;

  final PeerKey key;
  final List<PeerAddress> addresses;
  final List<URI> hubs;
  final Limits limits;
  final boolean hasBench;

  /** Whether the clock that never goes back stands still while the machine sleeps. */
  final boolean standsStill;

  final Set<PeerKey> wanted = new HashSet<>();
  private long origin;
  private long skew;
  private long asleepUntil;

  /** What the disk has of the numbers of announcements; 0 if nothing. */
  long stored;

  /** What the machine sleeps through is told once. */
  record Nature(boolean hasBench, boolean standsStill, long origin) {}

  Place(PeerKey key, List<PeerAddress> addresses, List<URI> hubs, Limits limits, Nature nature) {
    this.key = key;
    this.addresses = addresses;
    this.hubs = hubs;
    this.limits = limits;
    this.hasBench = nature.hasBench();
    this.standsStill = nature.standsStill();
    this.origin = nature.origin();
  }

  long millis(long now) {
    return origin + now;
  }

  long wall(long now) {
    return EPOCH + now + skew;
  }

  void skew(long change) {
    skew += change;
  }

  long skew() {
    return skew;
  }

  void sleep(long now, long millis) {
    asleepUntil = now + millis;
    if (standsStill) {
      origin -= millis;
    }
  }

  void wake(long now) {
    if (standsStill && asleepUntil > now) {
      origin += asleepUntil - now;
    }
    asleepUntil = Math.min(asleepUntil, now);
  }

  long asleepUntil() {
    return asleepUntil;
  }
}
