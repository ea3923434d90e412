package io.muster.events.provider.crypto;

/** Something sealed does not open, and will not open later either. */
public final class UnreadableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Makes an exception that says what does not hold; nothing secret. */
  public UnreadableException(String message) {
    super(message);
  }

  UnreadableException(String message, Throwable cause) {
    super(message, cause);
  }
}
