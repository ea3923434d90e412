package io.muster.identity;

/** A key cannot be used; the message says what was seen, whether it is lost and what to do. */
final class KeyProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KeyProblem(String message) {
    super(message);
  }

  KeyProblem(String message, Throwable cause) {
    super(message, cause);
  }
}
