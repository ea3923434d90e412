package io.muster.hub.provider.json;

/** What a stranger sent, or what a file holds, is not used; the message says why. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Says why. */
  public RefusedException(String message) {
    super(message);
  }
}
