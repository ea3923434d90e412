package io.muster.peer;

import java.util.Map;

/**
 * What went wrong in Muster, for programs ({@link #code}, {@link #outcome}, {@link #isRetryable})
 * and for people (the message: what was seen; {@link #fix}: what to do).
 */
public class MusterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Whether the operation that failed has had an effect. */
  public enum Outcome {
    /** It certainly had none. */
    NOT_DONE,
    /** It was carried out, only the confirmation failed. */
    DONE,
    /** It may or may not have been carried out. */
    UNKNOWN
  }

  /** The code. */
  private final String code;

  /** The outcome. */
  private final Outcome outcome;

  /** Whether a later try can succeed. */
  private final boolean retryable;

  /** What to do. */
  private final String fix;

  /** Further facts. */
  private final transient Map<String, String> details;

  /**
   * Makes an exception.
   *
   * @param problem code, outcome and advice
   * @param message what was seen, with values and units
   * @param cause the cause, or null if there is none
   */
  public MusterException(Problem problem, String message, Throwable cause) {
    super(problem.code() + " " + message, cause);
    this.code = problem.code();
    this.outcome = problem.outcome();
    this.retryable = problem.retryable();
    this.fix = problem.fix();
    this.details = Map.copyOf(problem.details());
  }

  /**
   * Makes an exception without a cause.
   *
   * @param problem code, outcome and advice
   * @param message what was seen, with values and units
   */
  public MusterException(Problem problem, String message) {
    this(problem, message, null);
  }

  /**
   * Returns the stable code.
   *
   * @return {@code MUSTER-<AREA>-<4 digits>}; a code never changes its meaning
   */
  public final String code() {
    return code;
  }

  /**
   * Returns whether the operation had an effect.
   *
   * @return the outcome
   */
  public final Outcome outcome() {
    return outcome;
  }

  /**
   * Says whether the same call can succeed later without any change by the caller.
   *
   * @return true if trying again makes sense
   */
  public final boolean isRetryable() {
    return retryable;
  }

  /**
   * Returns what to do.
   *
   * @return one sentence, perhaps empty
   */
  public final String fix() {
    return fix;
  }

  /**
   * Returns further facts for programs.
   *
   * @return an immutable map; empty after deserialization
   */
  public final Map<String, String> details() {
    return details == null ? Map.of() : details;
  }

  /**
   * The facts of a failure that do not depend on the message.
   *
   * @param code {@code MUSTER-<AREA>-<4 digits>}
   * @param outcome whether there was an effect
   * @param retryable whether trying again makes sense
   * @param fix what to do, one sentence, perhaps empty
   * @param details further facts, copied
   */
  public record Problem(
      String code, Outcome outcome, boolean retryable, String fix, Map<String, String> details) {
    /**
     * A failure without an effect that does not go away by itself.
     *
     * @param code {@code MUSTER-<AREA>-<4 digits>}
     * @param fix what to do
     * @return the problem
     */
    public static Problem of(String code, String fix) {
      return new Problem(code, Outcome.NOT_DONE, false, fix, Map.of());
    }

    /**
     * A failure without an effect after which the same call may succeed later.
     *
     * @param code {@code MUSTER-<AREA>-<4 digits>}
     * @param fix what to do
     * @return the problem
     */
    public static Problem retryable(String code, String fix) {
      return new Problem(code, Outcome.NOT_DONE, true, fix, Map.of());
    }
  }
}
