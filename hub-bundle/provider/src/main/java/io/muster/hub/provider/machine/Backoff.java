package io.muster.hub.provider.machine;

import java.util.Optional;

/**
 * When something that failed may be tried again: exponential with full jitter (delay = jitter ·
 * min(max, base · 2^failures), as in "Exponential Backoff And Jitter", AWS Architecture Blog,
 * 2015). Times are milliseconds of the machine's clock.
 *
 * @param failures in a row
 * @param notBefore the earliest time of the next try
 * @param lastTried when it was last tried; {@link #NEVER} if never
 * @param lastError what went wrong last
 */
public record Backoff(int failures, long notBefore, long lastTried, Optional<String> lastError) {
  /** The time of what has never happened. */
  public static final long NEVER = Long.MIN_VALUE;

  /** Nothing was tried yet. */
  public static final Backoff NONE = new Backoff(0, NEVER, NEVER, Optional.empty());

  private static final int MAX_DOUBLINGS = 30;

  /** The delay after so many failures. */
  static long delay(int failures, long base, long max, double jitter) {
    long bound = Math.min(max, base << Math.min(failures, MAX_DOUBLINGS));
    return (long) (jitter * (bound <= 0 ? max : bound));
  }

  Backoff tried(long at) {
    return new Backoff(failures, notBefore, at, lastError);
  }

  Backoff failed(String error, long retryAt) {
    return new Backoff(failures + 1, retryAt, lastTried, Optional.of(error));
  }

  Backoff ended(String reason, long retryAt) {
    return new Backoff(0, retryAt, lastTried, Optional.of(reason));
  }

  Backoff notEarlier(long at) {
    return notBefore(Math.max(notBefore, at));
  }

  Backoff notAfter(long at) {
    return notBefore(Math.min(notBefore, at));
  }

  Backoff notBefore(long at) {
    return new Backoff(failures, at, lastTried, lastError);
  }

  /** Whether it failed so many times in a row, the last time within {@code rest}. */
  boolean isFaded(int limit, long rest, long at) {
    return failures >= limit && lastTried != NEVER && at - lastTried < rest;
  }

  boolean due(long at) {
    return notBefore <= at;
  }
}
