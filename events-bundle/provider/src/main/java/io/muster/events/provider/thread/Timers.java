package io.muster.events.provider.thread;

import java.time.Duration;

/** Timers of a topic. What they run, runs on the topic's thread. */
public interface Timers {
  /** A timer that has been set. */
  interface Timer {
    /** Takes it back; does nothing if it has run. Repeatable. */
    void cancel();
  }

  /**
   * Runs a task once.
   *
   * @param after when, from now; zero or less means as soon as possible
   * @param task what
   * @return the timer
   */
  Timer schedule(Duration after, Runnable task);

  /**
   * Returns how much time has passed since some moment, by the clock of these timers. Any thread.
   *
   * @return ns; only differences mean something
   */
  long nanos();
}
