package io.muster.staging.provider;

import java.time.Duration;
import java.util.Map;

/**
 * How much there may be, and for how long.
 *
 * @param entries at most
 * @param bytes of addresses and data, at most
 * @param sourceEntries of one source, at most
 * @param sourceShare of one source, beyond which its entries are the first to go when it is full
 * @param expiry how long entries of a type stay without a refresh; other types stay
 */
record Limits(
    int entries, long bytes, int sourceEntries, int sourceShare, Map<String, Duration> expiry) {
  Limits {
    expiry = Map.copyOf(expiry);
  }

  /** For the benches of tools and tests. */
  static Limits none() {
    int none = Integer.MAX_VALUE;
    return new Limits(none, Long.MAX_VALUE, none, none, Map.of());
  }
}
