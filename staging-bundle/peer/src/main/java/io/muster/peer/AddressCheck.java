package io.muster.peer;

/** Whether a text is an address, in one pass over its characters that keeps nothing. */
final class AddressCheck {
  private AddressCheck() {}

  static boolean isAddress(String text) {
    int length = text.length();
    int at = 0;
    while (length <= PeerAddress.MAX_LENGTH) {
      at = protocolEnd(text, at, length);
      if (at < 0 || at == length) {
        return at == length;
      }
      char c = text.charAt(at);
      if (c != '~' && c != ';') {
        return false;
      }
      at++;
    }
    return false;
  }

  private static int protocolEnd(String text, int from, int length) {
    int at = nameEnd(text, from, length);
    return at < 0 || at == length || text.charAt(at) != ':' ? at : dataEnd(text, at, length);
  }

  /** Where the name that begins here ends; -1 if there is none. */
  private static int nameEnd(String text, int from, int length) {
    if (from == length || !AddressText.isNameStart(text.charAt(from))) {
      return -1;
    }
    int at = from + 1;
    while (at < length && AddressText.isNamePart(text.charAt(at))) {
      at++;
    }
    return at - from < 2 ? -1 : at;
  }

  /** Where the data that begins here ends; -1 if an escape is not one. */
  private static int dataEnd(String text, int from, int length) {
    int at = from;
    while (at < length) {
      char c = text.charAt(at);
      if (c == '!') {
        at++;
        if (at == length || "!~:;".indexOf(text.charAt(at)) < 0) {
          return -1;
        }
      } else if (c < 0x22 || c > 0x7d || c == ';') {
        return at;
      }
      at++;
    }
    return at;
  }
}
