package io.muster.events.spi;

import io.muster.peer.MusterException;

/** A store cannot do what it was asked for. The message says what to do. */
public class StoreException extends MusterException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  private final Reason reason;

  /** Why a store cannot do what it was asked for. */
  public enum Reason {
    /** No space; nothing was lost; writing resumes by itself when there is room. */
    FULL("MUSTER-STORE-0001", Outcome.NOT_DONE, true),
    /** A write or fsync has failed: nothing more is confirmed until the store is opened again. */
    FAILED("MUSTER-STORE-0002", Outcome.UNKNOWN, false),
    /** Somebody else has the directory. */
    LOCKED("MUSTER-STORE-0003", Outcome.NOT_DONE, true),
    /** The directory was written by a version that this one does not know. */
    VERSION("MUSTER-STORE-0004", Outcome.NOT_DONE, false),
    /** The store is closed. */
    CLOSED("MUSTER-STORE-0005", Outcome.NOT_DONE, true),
    /** Entry, blob, cell or name is larger than allowed. */
    TOO_LARGE("MUSTER-STORE-0006", Outcome.NOT_DONE, false),
    /** Too much waits to be written; try again when some of it is confirmed. */
    BUSY("MUSTER-STORE-0007", Outcome.NOT_DONE, true);

    private final String code;
    private final Outcome outcome;
    private final boolean retryable;

    Reason(String code, Outcome outcome, boolean retryable) {
      this.code = code;
      this.outcome = outcome;
      this.retryable = retryable;
    }
  }

  /**
   * Makes an exception.
   *
   * @param reason why
   * @param message what was seen, with values and units, and what to do
   * @param cause the cause, or null if there is none
   */
  public StoreException(Reason reason, String message, Throwable cause) {
    super(
        new Problem(reason.code, reason.outcome, reason.retryable, "", java.util.Map.of()),
        message,
        cause);
    this.reason = reason;
  }

  /**
   * Returns why.
   *
   * @return the reason
   */
  public Reason reason() {
    return reason;
  }
}
