package io.muster.hub.tck;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.fail;

import io.muster.hub.spi.LinkException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waiting with a limit.
 *
 * @param seconds within which everything that should happen must happen
 */
record Tck(long seconds) {
  Duration dial() {
    return Duration.ofSeconds(seconds);
  }

  <T> T await(CompletionStage<T> stage, String what) throws Exception {
    try {
      return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(what + " failed: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError(what + " neither completed nor failed", e);
    }
  }

  LinkException failure(CompletionStage<?> stage, String what) throws Exception {
    try {
      stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return assertInstanceOf(
          LinkException.class, e.getCause(), what + " must fail with a LinkException");
    } catch (TimeoutException e) {
      throw new AssertionError(what + " neither completed nor failed", e);
    }
    return fail(what + " succeeded, but must fail");
  }
}
