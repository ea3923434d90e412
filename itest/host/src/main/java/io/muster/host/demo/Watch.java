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
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> seen = look.look();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new StepFailedException(awaited + ": not seen within " + limit.toSeconds() + " s");
      }
      never.await(STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }
}
