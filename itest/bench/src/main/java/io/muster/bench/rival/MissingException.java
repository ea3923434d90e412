package io.muster.bench.rival;

/** A rival is not to be had on this machine; the message says why. */
public final class MissingException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * Says why.
   *
   * @param why why, in one line
   */
  public MissingException(String why) {
    super(why);
  }
}
