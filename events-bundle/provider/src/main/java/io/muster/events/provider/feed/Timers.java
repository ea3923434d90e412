package io.muster.events.provider.feed;

import java.time.Duration;

/** Calls back on the topic thread after a while. */
@FunctionalInterface
public interface Timers {
  /**
   * Calls once.
   *
   * @param delay from now, 0 or more
   * @param task called on the topic thread unless cancelled before
   * @return cancels the call; does nothing if it was made already
   */
  Runnable after(Duration delay, Runnable task);
}
