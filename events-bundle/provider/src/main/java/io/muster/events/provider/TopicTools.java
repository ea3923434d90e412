package io.muster.events.provider;

import io.muster.events.provider.thread.Timers;
import io.muster.peer.Identity;
import io.muster.peer.KeyAgreement;
import io.muster.peer.SignatureVerifier;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.osgi.service.log.Logger;

/**
 * What a topic works with. In a simulation all of it is virtual.
 *
 * @param keys who this node is
 * @param threads on what it runs
 * @param clock tells the time
 * @param random unpredictable in earnest, seeded in a simulation
 * @param log for people
 */
record TopicTools(
    Keys keys, Threads threads, InstantSource clock, RandomGenerator random, Logger log) {
  /** The services that hold keys. */
  record Keys(Identity identity, KeyAgreement agreement, SignatureVerifier verifier) {}

  /**
   * Threads.
   *
   * @param topic owns all state
   * @param timers run on it
   * @param handlers call users' handlers
   * @param handlersAtMost how many at a time
   * @param callers complete stages for callers
   */
  record Threads(
      Executor topic, Timers timers, Executor handlers, int handlersAtMost, Executor callers) {}
}
