package io.muster.hub.provider;

/**
 * When the machine's clock was zero, by the clock on the wall: the same answer each time, so that a
 * time that is shown does not tremble, until somebody sets the clock.
 */
final class Epoch {
  /** Within which two clocks may disagree, in milliseconds. */
  private static final long TOLERANCE = 250;

  private final Surroundings around;
  private volatile long last;

  Epoch(Surroundings around) {
    this.around = around;
    this.last = now();
  }

  /** Milliseconds since 1970. */
  long millis() {
    long now = now();
    if (Math.abs(now - last) > TOLERANCE) {
      last = now;
    }
    return last;
  }

  private long now() {
    return around.clock().millis() - around.millis();
  }
}
