package io.muster.staging.provider;

/** Time that runs evenly, and what is to happen in it. */
interface Timers {
  /** Nanoseconds since some moment; differences count alone. */
  long nanos();

  /** Runs a task once, after so many nanoseconds, on a thread of the timers'. */
  void after(long nanos, Runnable task);

  /** No time passes, and nothing happens in it. */
  static Timers none() {
    return new Timers() {
      @Override
      public long nanos() {
        return 0;
      }

      @Override
      public void after(long nanos, Runnable task) {
        throw new IllegalStateException("nothing expires here");
      }
    };
  }
}
