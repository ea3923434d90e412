package io.muster.peer;

import java.util.HashSet;
import java.util.Set;

/** Walks over one JSON text, once, from left to right. */
final class JsonScanner {
  private static final int END = -1;

  private final String text;
  private int at;
  private int depth;

  JsonScanner(String text) {
    this.text = text;
  }

  void scan() {
    space();
    value();
    space();
    if (at < text.length()) {
      throw wrong("the end of the text");
    }
  }

  private void value() {
    switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string(false);
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void object() {
    enter();
    if (peek() != '}') {
      Set<String> names = new HashSet<>();
      do {
        space();
        int start = at;
        if (!names.add(string(true))) {
          at = start;
          throw wrong("a name that the object does not have yet");
        }
        space();
        expect(':', "a colon");
        space();
        value();
        space();
      } while (skip(','));
    }
    expect('}', "a comma or the end of the object");
    depth--;
  }

  private void array() {
    enter();
    if (peek() != ']') {
      do {
        space();
        value();
        space();
      } while (skip(','));
    }
    expect(']', "a comma or the end of the array");
    depth--;
  }

  private void enter() {
    if (++depth > JsonText.MAX_DEPTH) {
      throw wrong("at most " + JsonText.MAX_DEPTH + " levels of nesting");
    }
    at++;
    space();
  }

  /** Returns the content if it is a name, which is compared with others; else nothing. */
  private String string(boolean isName) {
    expect('"', "a text in double quotes");
    StringBuilder name = isName ? new StringBuilder() : null;
    while (peek() != '"') {
      if (peek() == '\\') {
        char resolved = escape();
        if (isName) {
          name.append(resolved);
        }
      } else {
        int from = at;
        character();
        plain();
        if (isName) {
          name.append(text, from, at);
        }
      }
    }
    at++;
    return isName ? name.toString() : "";
  }

  /** Passes over what needs no look. */
  private void plain() {
    int length = text.length();
    while (at < length && isPlain(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c != '"' && c != '\\' && !Character.isSurrogate(c);
  }

  private void character() {
    int c = peek();
    if (c < 0x20) {
      throw wrong(c == END ? "the end of the text value" : "an escape instead of a control sign");
    }
    if (Character.isSurrogate((char) c)) {
      if (!Character.isHighSurrogate((char) c)
          || at + 1 == text.length()
          || !Character.isLowSurrogate(text.charAt(at + 1))) {
        throw wrong("a whole surrogate pair");
      }
      at++;
    }
    at++;
  }

  private char escape() {
    at++;
    int c = peek();
    int plain = "\"\\/bfnrt".indexOf(c);
    if (c != END && plain >= 0) {
      at++;
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    if (c != 'u') {
      throw wrong("one of \" \\ / b f n r t u after a backslash");
    }
    at++;
    int code = 0;
    for (int i = 0; i < 4; i++, at++) {
      int digit = peek() > 0x7F ? -1 : Character.digit(peek(), 16);
      if (digit < 0) {
        throw wrong("four hexadecimal digits");
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private void number() {
    skip('-');
    if (!skip('0')) {
      digits("a value");
    }
    if (skip('.')) {
      digits("a digit after the point");
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits("a digit of the exponent");
    }
  }

  private void digits(String expected) {
    int start = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong(expected);
    }
  }

  private void word(String word) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
  }

  private void space() {
    while (peek() == ' ' || peek() == '\n' || peek() == '\r' || peek() == '\t') {
      at++;
    }
  }

  private boolean skip(char c) {
    if (peek() != c) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(char c, String expected) {
    if (!skip(c)) {
      throw wrong(expected);
    }
  }

  private int peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "Not JSON: at character " + (at + 1) + " expected " + expected);
  }
}
