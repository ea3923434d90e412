package io.muster.hub.signalhub.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Resolves percent sequences. Bytes that are no UTF-8 stay apart: each is one character. */
final class Percent {
  private Percent() {}

  static String decode(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("A name is empty.");
    }
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(code(text, i));
        i += 2;
      } else {
        bytes.write(c);
      }
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static int code(String text, int at) {
    int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(text.charAt(at + 2), 16);
    if (low < 0) {
      throw new IllegalArgumentException("A percent sign is not followed by two digits.");
    }
    return high << 4 | low;
  }
}
