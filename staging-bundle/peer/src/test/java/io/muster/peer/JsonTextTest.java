package io.muster.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "7",
        "1.0",
        "-12.5e+10",
        "1E-3",
        "1e999999",
        "9223372036854775808",
        "18446744073709551616",
        "\"\"",
        "\"é日😀\u2028\"",
        "\"\\ud800\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
        "[]",
        "[ ]",
        "{}",
        "{ }",
        " [1 , \"a\",null ] ",
        "{\"a\":1,\"b\":{\"a\":2}}",
        "{\n \"a\": 1\r\n}\n",
        "{\"__proto__\":1,\"constructor\":2,\"\":3}"
      })
  void wellFormedTextIsAccepted(String text) {
    assertEquals(text, JsonText.check(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\uFEFF1",
        "nul",
        "True",
        "NaN",
        "Infinity",
        "+1",
        "01",
        "1.",
        ".5",
        "1e",
        "-",
        "0x1",
        "1 2",
        "1,",
        "'a'",
        "a",
        "\"a",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"\\u12\"",
        "\"\\u\uFF11\uFF11\uFF11\uFF11\"",
        "\"\\",
        "\"a\nb\"",
        "\"\u0000\"",
        "\"\ud800\"",
        "\"\udc00\"",
        "\"\ud800",
        "[",
        "[1",
        "[1,]",
        "[,1]",
        "[1}",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\"=1}",
        "{\"a\":1;\"b\":2}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":1,\"\\u0061\":2}",
        "// c\n1",
        "/* c */1",
        "# c\n1",
        "this is {no json",
        ")]}'\n1"
      })
  void otherTextIsRefused(String text) {
    assertFalse(JsonText.isWellFormed(text), text);
  }

  @Test
  void theMessageNamesThePlaceAndWhatWasExpected() {
    var e = assertThrows(IllegalArgumentException.class, () -> JsonText.check("{\"a\" 1}"));
    assertEquals("Not JSON: at character 6 expected a colon", e.getMessage());
  }

  @Test
  void nestingIsBounded() {
    assertTrue(JsonText.isWellFormed("[".repeat(64) + "]".repeat(64)));
    assertFalse(JsonText.isWellFormed("[".repeat(65) + "]".repeat(65)));
    assertFalse(JsonText.isWellFormed("[".repeat(100_000)));
    assertFalse(JsonText.isWellFormed("{\"a\":".repeat(100_000)));
  }

  @Test
  void longNumbersAndTextsAreAccepted() {
    assertTrue(JsonText.isWellFormed("1".repeat(65_535)));
    assertTrue(JsonText.isWellFormed('"' + "\\n".repeat(100_000) + '"'));
  }
}
