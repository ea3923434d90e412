package io.muster.hub.provider.announce;

/** What a stranger sent is not used; the message says why. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  RefusedException(String message) {
    super(message);
  }
}
