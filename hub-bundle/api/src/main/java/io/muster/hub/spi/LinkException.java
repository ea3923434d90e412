package io.muster.hub.spi;

import io.muster.peer.MusterException;

/** A link could not be made, or has ended. */
public class LinkException extends MusterException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  private final Reason reason;

  /** Why a link could not be made, or has ended. */
  public enum Reason {
    /** Nobody answers there, or the network is down. */
    UNREACHABLE("MUSTER-LINK-0001", true),
    /** The attempt took longer than it may. */
    TIMEOUT("MUSTER-LINK-0002", true),
    /** Another key answered than was expected, or a key was not proven. */
    WRONG_KEY("MUSTER-LINK-0003", false),
    /** The other side does not speak as agreed. */
    PROTOCOL("MUSTER-LINK-0004", false),
    /** The link has ended. */
    CLOSED("MUSTER-LINK-0005", true),
    /** The address is none of this transport's, or the transport cannot listen as configured. */
    CONFIGURATION("MUSTER-LINK-0006", false);

    private final String code;
    private final boolean retryable;

    Reason(String code, boolean retryable) {
      this.code = code;
      this.retryable = retryable;
    }
  }

  /**
   * Makes an exception.
   *
   * @param reason why
   * @param message what was seen, with addresses and keys
   * @param cause the cause, or null if there is none
   */
  public LinkException(Reason reason, String message, Throwable cause) {
    super(
        reason.retryable ? Problem.retryable(reason.code, "") : Problem.of(reason.code, ""),
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
