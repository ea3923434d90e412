package io.muster.staging.provider;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Rings when an entry may expire. An alarm that rings late, by the timers or by the wall clock,
 * says that the machine has slept: then nobody could refresh anything, and all entries get a whole
 * period. Used under the bench's lock; {@code ring} is called without it.
 */
final class Alarm {
  static final Duration LATE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Timers timers;
  private final Runnable ring;
  private boolean armed;
  private long at;
  private Instant wallAt;

  Alarm(InstantSource clock, Timers timers, Runnable ring) {
    this.clock = clock;
    this.timers = timers;
    this.ring = ring;
  }

  /** Sees to it that it rings when the next entry may expire. */
  void look(Expiry expiry) {
    OptionalLong next = expiry.isOff() ? OptionalLong.empty() : expiry.next();
    if (next.isPresent() && (!armed || next.getAsLong() - at < 0)) {
      armed = true;
      at = next.getAsLong();
      long delay = Math.max(0, at - timers.nanos());
      wallAt = clock.instant().plusNanos(delay);
      timers.after(delay, ring);
    }
  }

  /** It has rung: whether anything may expire now. */
  boolean isDue(Expiry expiry) {
    long late = timers.nanos() - at;
    if (!armed || late < 0) {
      return false; // an earlier alarm that a nearer one has replaced, or that has been heard
    }
    armed = false;
    Duration wallLate = Duration.between(wallAt, clock.instant());
    if (late > LATE.toNanos() || wallLate.compareTo(LATE) > 0) {
      expiry.woke(timers.nanos());
      return false;
    }
    return true;
  }
}
