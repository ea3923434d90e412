package io.muster.conformance;

/** What was seen differs from what a transcript says. */
final class MismatchException extends Exception {
  private static final long serialVersionUID = 1L;

  MismatchException(String message) {
    super(message);
  }

  static void check(boolean same, String what, Object expected, Object seen)
      throws MismatchException {
    if (!same) {
      throw new MismatchException(
          what + ": expected " + shortened(expected) + ", saw " + shortened(seen));
    }
  }

  private static String shortened(Object value) {
    String text = String.valueOf(value).replace("\n", "\\n").replace("\r", "\\r");
    return text.length() <= 200 ? text : text.substring(0, 200) + "… (" + text.length() + ")";
  }
}
