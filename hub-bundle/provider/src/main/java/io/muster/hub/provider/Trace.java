package io.muster.hub.provider;

import io.muster.hub.provider.machine.AboutPeer;
import io.muster.hub.provider.machine.Action;
import io.muster.peer.PeerKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last steps of the machine that were about peers, for people who ask why. */
final class Trace {
  /** Steps kept in all. */
  static final int MAX = 4_096;

  /** Steps shown for one peer. */
  static final int SHOWN = 100;

  private final InstantSource clock;
  private final Deque<Step> steps = new ArrayDeque<>();

  /** One step. */
  record Step(Instant at, AboutPeer action) {}

  Trace(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void add(Action action) {
    if (action instanceof AboutPeer about) {
      if (steps.size() == MAX) {
        steps.removeFirst();
      }
      steps.addLast(new Step(clock.instant(), about));
    }
  }

  /** The last steps about a peer, oldest first. */
  synchronized List<Step> of(PeerKey peer) {
    List<Step> found = new ArrayList<>();
    steps
        .descendingIterator()
        .forEachRemaining(
            step -> {
              if (found.size() < SHOWN && step.action().peer().equals(peer)) {
                found.add(0, step);
              }
            });
    return found;
  }
}
