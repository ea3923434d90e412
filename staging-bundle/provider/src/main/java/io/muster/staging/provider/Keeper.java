package io.muster.staging.provider;

import java.time.Duration;

/**
 * Writes the bench to its file some time after it has changed. A write that takes long is followed
 * by a pause {@value #PAUSE} times as long, so that a huge bench costs little.
 */
final class Keeper {
  private static final int PAUSE = 20;

  private final Bench bench;
  private final BenchFile file;
  private final Timers timers;
  private volatile Duration interval;
  private long written;

  /** {@code timers} carry the writes out, so they are to be no others' who cannot wait. */
  Keeper(Bench bench, BenchFile file, Timers timers, Duration interval) {
    this.bench = bench;
    this.file = file;
    this.timers = timers;
    this.interval = interval;
  }

  /** Begins; the bench is as the file says. */
  void start() {
    written = bench.touches();
    timers.after(interval.toNanos(), this::look);
  }

  void interval(Duration now) {
    interval = now;
  }

  private void look() {
    long begun = timers.nanos();
    save();
    long pause = PAUSE * (timers.nanos() - begun);
    timers.after(Math.max(interval.toNanos(), pause), this::look);
  }

  /** Writes if there was a change: when the timers have ended, also on another thread. */
  void save() {
    long touches = bench.touches();
    if (touches != written) {
      file.write(bench.everything());
      written = touches;
    }
  }
}
