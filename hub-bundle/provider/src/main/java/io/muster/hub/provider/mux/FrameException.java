package io.muster.hub.provider.mux;

/** The peer sent something that WIRE.md does not allow; the connection ends. */
final class FrameException extends Exception {
  private static final long serialVersionUID = 1L;

  FrameException(String message) {
    super(message);
  }
}
