package io.muster.events.provider.delivery;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a handler is called again.
 *
 * @param lease how long a handler may be silent
 * @param attempts how often it is called before the event is given up
 * @param first shortest delay before the next attempt
 * @param most longest
 */
public record RetryRule(Duration lease, int attempts, Duration first, Duration most) {
  /** 30 s of lease, 10 attempts, 1 s to 10 min. */
  public static final RetryRule DEFAULT =
      new RetryRule(Duration.ofSeconds(30), 10, Duration.ofSeconds(1), Duration.ofMinutes(10));

  /**
   * Returns how long to wait after a failed attempt: twice as long each time, and up to half as
   * much again by chance, so that what failed together does not return together.
   *
   * @param failed how many attempts have failed, 1 or more
   */
  Duration delay(int failed, RandomGenerator random) {
    long base = first.toMillis() << Math.min(failed - 1, 30);
    long bounded = Math.min(Math.max(base, first.toMillis()), most.toMillis());
    long jittered = bounded + random.nextLong(bounded / 2 + 1);
    return Duration.ofMillis(Math.min(jittered, most.toMillis()));
  }
}
