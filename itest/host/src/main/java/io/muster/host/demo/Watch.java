package io.muster.host.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks again and again until something is there. */
final class Watch {
  private static final long STEP_MILLIS = 20;

  private final CountDownLatch never = new CountDownLatch(1);

  /** A look at the world. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> look() throws IOException;
  }

  /** The first thing seen; {@link StepFailedException} names what was awaited in vain. */
  <T> T until(String awaited, Duration limit, Look<T> look)
      throws IOException, InterruptedException {
    return within(limit, look)
        .orElseThrow(
            () ->
                new StepFailedException(awaited + ": not seen within " + limit.toSeconds() + " s"));
  }

  /** The first thing seen, or nothing when the time is over. */
  <T> Optional<T> within(Duration limit, Look<T> look) throws IOException, InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> seen = look.look();
      if (seen.isPresent() || System.nanoTime() - end > 0) {
        return seen;
      }
      never.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Lets time pass. */
  void pause(Duration time) throws InterruptedException {
    never.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }
}
