package io.muster.world;

/** What is called through reflection, in a class loader of its own. */
public final class Hunt {
  private Hunt() {}

  /**
   * Runs a seed.
   *
   * @param seed which
   * @return the invariant that it breaks, or an empty text
   */
  public static String violation(long seed) {
    return Run.of(Plan.of(seed)).violation().map(Violation::invariant).orElse("");
  }
}
