package io.muster.host;

/** The command line says something that the host does not know; the message names it. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }
}
