package io.muster.events.tck;

import static org.junit.jupiter.api.Assertions.fail;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Opens and closes the store of the subclass, and what all rules need. */
public abstract class StoreUnderTest {
  private static final int PATIENCE_SECONDS = 30;

  /** For subclasses. */
  protected StoreUnderTest() {}

  /**
   * Opens the store. The first call of a test finds it empty; after {@link #close} it finds what a
   * durable store has kept.
   *
   * @return the store, ready to write
   * @throws Exception if it cannot be opened, which fails the test
   */
  protected abstract EventStore open() throws Exception;

  /**
   * Closes the store in an orderly way; called once for each that was opened.
   *
   * @param store what {@link #open} returned
   * @throws Exception if it cannot be closed, which fails the test
   */
  protected abstract void close(EventStore store) throws Exception;

  /**
   * Says whether the store keeps what it confirmed when it is closed and opened again. If not, the
   * rules about that are skipped.
   *
   * @return true if it does
   */
  protected abstract boolean isDurable();

  /** What a rule does with an open store. */
  @FunctionalInterface
  interface Rule {
    void check(EventStore store) throws Exception;
  }

  final void withStore(Rule rule) throws Exception {
    EventStore store = open();
    try {
      rule.check(store);
    } finally {
      close(store);
    }
  }

  static <T> T done(String rule, CompletionStage<T> stage) throws InterruptedException {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return fail(rule + ": a stage failed that should not: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      return fail(rule + ": a stage did not complete within " + PATIENCE_SECONDS + " s", e);
    }
  }

  static void refused(String rule, StoreException.Reason reason, CompletionStage<?> stage)
      throws InterruptedException {
    try {
      Object result = stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      fail(rule + ": expected a stage that fails with " + reason + ", it completed: " + result);
    } catch (ExecutionException e) {
      refusedBy(rule, reason, e.getCause());
    } catch (TimeoutException e) {
      fail(rule + ": a stage did not complete within " + PATIENCE_SECONDS + " s", e);
    }
  }

  static void refused(String rule, StoreException.Reason reason, Runnable call) {
    try {
      call.run();
    } catch (StoreException e) {
      refusedBy(rule, reason, e);
      return;
    }
    fail(rule + ": expected a StoreException with " + reason + ", the call returned");
  }

  private static void refusedBy(String rule, StoreException.Reason reason, Throwable seen) {
    if (!(seen instanceof StoreException refusal) || refusal.reason() != reason) {
      fail(rule + ": expected a StoreException with " + reason + ", it was " + seen, seen);
    }
  }

  static long append(String rule, EventLog log, String text) throws InterruptedException {
    return done(rule, log.append(bytes(text)));
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static List<String> texts(List<EventLog.Entry> entries) {
    return entries.stream()
        .map(e -> e.number() + "=" + new String(e.bytes(), StandardCharsets.UTF_8))
        .toList();
  }

  static List<String> texts(EventLog log) {
    return texts(log.read(1, Integer.MAX_VALUE, Integer.MAX_VALUE));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
