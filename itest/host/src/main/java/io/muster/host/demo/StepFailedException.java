package io.muster.host.demo;

/** Something that a step of the story waits for did not happen. */
final class StepFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StepFailedException(String message) {
    super(message);
  }
}
