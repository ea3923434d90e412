package io.muster.events.provider.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Delays between attempts grow, are bounded, and differ. */
class RetryRuleTest {
  private final Random random = new Random(7);

  @Test
  void delayDoublesWithUpToHalfOfItAddedByChanceUntilTheLongest() {
    long base = 1_000;
    for (int failed = 1; failed <= 100; failed++) {
      long delay = RetryRule.DEFAULT.delay(failed, random).toMillis();
      long most = Math.min(base + base / 2, 600_000);
      assertTrue(delay >= base && delay <= most, failed + ": " + delay);
      base = Math.min(2 * base, 600_000);
    }
  }

  @Test
  void whatFailedTogetherDoesNotReturnTogether() {
    Set<Duration> delays = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      delays.add(RetryRule.DEFAULT.delay(3, random));
    }
    assertTrue(delays.size() > 500, "only " + delays.size() + " of 1000 differ");
  }

  @Test
  void longestFirstDelayNeitherOverflowsNorExceedsTheLongest() {
    Duration hour = Duration.ofHours(1);
    RetryRule rule = new RetryRule(Duration.ofSeconds(1), 1_000, hour, hour);
    assertEquals(hour, rule.delay(1_000, random));
  }
}
