package io.muster.peer;

/**
 * One verdict on JSON for all of Muster: whether a text is well-formed by RFC 8259, without
 * building anything from it. Stricter than the grammar in two points, because readers disagree
 * there: a name may stand only once in an object (compared after its escapes are resolved), and
 * nesting is bounded.
 *
 * <p>Any value may stand at the top, {@code null} included. Refused: an empty text, a byte order
 * mark, comments, single quotes, trailing commas or data, {@code NaN}, control characters inside a
 * text, numbers such as {@code 01}, {@code 1.} or {@code +1}. A number may have any length and any
 * exponent: whoever reads it as a number checks its range. Escaped lone surrogates are well-formed;
 * raw ones are refused, because they cannot be written as UTF-8.
 *
 * <p>The time is linear in the length of the text; at most one stack frame per level of nesting.
 */
public final class JsonText {
  /** The deepest nesting allowed; {@code [[1]]} has depth 2. */
  public static final int MAX_DEPTH = 64;

  private JsonText() {}

  /**
   * Checks a text.
   *
   * @param text the text
   * @return the same text
   * @throws IllegalArgumentException if it is not well-formed; says at which character, counted
   *     from 1, and what was expected there
   */
  public static String check(String text) {
    new JsonScanner(text).scan();
    return text;
  }

  /**
   * Says whether a text is well-formed.
   *
   * @param text the text
   * @return false where {@link #check} would throw
   */
  public static boolean isWellFormed(String text) {
    try {
      check(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
