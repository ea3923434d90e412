package io.muster.hub.provider;

import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Threads, time and chance, given from outside.
 *
 * @param machine carries out actions; must not run tasks inline
 * @param callbacks carries out calls to users; must not run tasks inline
 * @param timers for what is due later
 * @param clock the time of day
 * @param nanos a clock that never goes back
 * @param random chance
 * @param network names the network addresses of this machine; another text is another network
 */
record Surroundings(
    Executor machine,
    Executor callbacks,
    Timers timers,
    InstantSource clock,
    LongSupplier nanos,
    RandomGenerator random,
    Supplier<String> network) {
  /** Runs things later, until it is closed. */
  @FunctionalInterface
  interface Timers {
    /** Runs a short task after a delay, in milliseconds. */
    void after(long millis, Runnable task);
  }

  long millis() {
    return nanos.getAsLong() / 1_000_000;
  }
}
