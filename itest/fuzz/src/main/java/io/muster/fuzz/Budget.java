package io.muster.fuzz;

import java.util.concurrent.TimeUnit;

/**
 * How long a decoder is given inputs. {@code -Dmuster.fuzz.percent=N} gives so much of the usual
 * number; {@code -Dmuster.fuzz.seconds=N} gives inputs for that time instead, other ones each time.
 *
 * @param first the number of the first input
 * @param inputs how many
 * @param until the reading of {@link System#nanoTime} at which they end instead, or 0
 */
record Budget(long first, long inputs, long until) {
  static Budget of(Subject subject) {
    int seconds = Integer.getInteger("muster.fuzz.seconds", 0);
    if (seconds > 0) {
      long begin = System.nanoTime();
      return new Budget(
          System.currentTimeMillis() << 20, 0, begin + TimeUnit.SECONDS.toNanos(seconds));
    }
    long inputs = (long) subject.inputs() * Integer.getInteger("muster.fuzz.percent", 100) / 100;
    return new Budget((subject.ordinal() + 1L) << 40, inputs, 0);
  }

  boolean lasts(long given) {
    return until == 0 ? given < inputs : System.nanoTime() < until;
  }
}
