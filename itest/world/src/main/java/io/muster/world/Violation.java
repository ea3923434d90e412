package io.muster.world;

/** Something that must never be has been seen. */
public final class Violation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final String invariant;

  Violation(String invariant, String what) {
    super(invariant + ": " + what);
    this.invariant = invariant;
  }

  /**
   * Returns what was broken.
   *
   * @return the invariant's name
   */
  public String invariant() {
    return invariant;
  }
}
