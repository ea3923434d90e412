package io.muster.conformance;

/**
 * What came of one item.
 *
 * @param kind the verdict
 * @param detail why, empty if passed
 */
public record Outcome(Kind kind, String detail) {
  /** The verdicts. */
  public enum Kind {
    /** What was recorded, or the better conduct where the record is marked as a defect. */
    PASSED,
    /** Something else, a crash or a hang. */
    FAILED,
    /** A marked defect without an expectation: it was run and did no harm. */
    SKIPPED
  }

  private static final Outcome OK = new Outcome(Kind.PASSED, "");

  /** As recorded or as expected. */
  public static Outcome passed() {
    return OK;
  }

  /** Not as expected; the text says what was expected and what was seen. */
  public static Outcome failed(String detail) {
    return new Outcome(Kind.FAILED, detail);
  }

  /** Run without an expectation. */
  public static Outcome skipped(String detail) {
    return new Outcome(Kind.SKIPPED, detail);
  }
}
