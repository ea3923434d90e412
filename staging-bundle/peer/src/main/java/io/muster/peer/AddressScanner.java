package io.muster.peer;

import io.muster.peer.PeerAddress.Protocol;
import java.util.ArrayList;
import java.util.List;

/** Reads the text of an address in one pass, without backtracking. */
final class AddressScanner {
  private static final String ESCAPABLE = "!~:;";

  private final CharSequence text;
  private int at;

  private AddressScanner(CharSequence text) {
    this.text = text;
  }

  /** The structure of a text, or {@link IllegalArgumentException} with the column. */
  static List<List<Protocol>> scan(CharSequence text) {
    if (text.length() > PeerAddress.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "An address has at most "
              + PeerAddress.MAX_LENGTH
              + " characters, but "
              + text.length()
              + " were given");
    }
    return new AddressScanner(text).alternatives();
  }

  private List<List<Protocol>> alternatives() {
    List<List<Protocol>> alternatives = new ArrayList<>();
    do {
      alternatives.add(chain());
    } while (accept(';'));
    if (at < text.length()) {
      throw expected("':', '~', ';' or the end");
    }
    return alternatives;
  }

  private List<Protocol> chain() {
    List<Protocol> chain = new ArrayList<>();
    do {
      chain.add(protocol());
    } while (accept('~'));
    return chain;
  }

  private Protocol protocol() {
    String name = name();
    List<String> data = new ArrayList<>();
    while (accept(':')) {
      data.add(data());
    }
    return new Protocol(name, data);
  }

  private String name() {
    int start = at;
    if (at == text.length() || !AddressText.isNameStart(text.charAt(at))) {
      throw expected("a protocol name, which begins with a letter a to z");
    }
    while (at < text.length() && AddressText.isNamePart(text.charAt(at))) {
      at++;
    }
    if (at - start < 2) {
      throw expected("a second character of the protocol name (a to z, 0 to 9 or '-')");
    }
    return text.subSequence(start, at).toString();
  }

  private String data() {
    StringBuilder data = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '!') {
        data.append(escaped());
      } else if (AddressText.isBare(c)) {
        data.append(c);
      } else {
        break;
      }
      at++;
    }
    return data.toString();
  }

  /** The character behind an exclamation mark; moves to it. */
  private char escaped() {
    at++;
    if (at == text.length() || ESCAPABLE.indexOf(text.charAt(at)) < 0) {
      throw expected("'!', '~', ':' or ';' after the escape '!'");
    }
    return text.charAt(at);
  }

  private boolean accept(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private IllegalArgumentException expected(String what) {
    String seen =
        at == text.length()
            ? "the text ends"
            : String.format("there is U+%04X", (int) text.charAt(at));
    return new IllegalArgumentException(
        "Not an address: at column " + (at + 1) + " " + seen + ", expected " + what);
  }
}
