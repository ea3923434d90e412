package io.muster.peer;

import io.muster.peer.PeerAddress.Protocol;
import java.util.List;
import java.util.Optional;

/** Writes addresses, and reads the key out of them. */
final class AddressText {
  private AddressText() {}

  static boolean isNameStart(char c) {
    return c >= 'a' && c <= 'z';
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || c >= '0' && c <= '9' || c == '-';
  }

  /** Whether a character stands for itself in data. */
  static boolean isBare(char c) {
    return c >= 0x22 && c <= 0x7d && c != ':' && c != ';';
  }

  /** The text of a structure, or {@link IllegalArgumentException} if it cannot be written. */
  static String encode(List<List<Protocol>> alternatives) {
    if (alternatives.isEmpty() || alternatives.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "An address has at least one alternative, and each at least one protocol");
    }
    alternatives.forEach(chain -> chain.forEach(AddressText::requireEncodable));
    String text = join(alternatives);
    if (text.length() > PeerAddress.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "An address has at most "
              + PeerAddress.MAX_LENGTH
              + " characters, this one "
              + text.length());
    }
    return text;
  }

  private static void requireEncodable(Protocol protocol) {
    String name = protocol.name();
    if (name.length() < 2
        || !isNameStart(name.charAt(0))
        || !name.chars().allMatch(c -> isNamePart((char) c))) {
      throw new IllegalArgumentException(
          "A protocol name has at least two characters, a to z first, then a to z, 0 to 9 or '-'");
    }
    for (String data : protocol.data()) {
      data.chars()
          .filter(c -> "!~:;".indexOf(c) < 0 && !isBare((char) c))
          .findFirst()
          .ifPresent(
              c -> {
                throw new IllegalArgumentException(
                    String.format("There is no way to write U+%04X in an address", c));
              });
    }
  }

  private static String join(List<List<Protocol>> alternatives) {
    StringBuilder text = new StringBuilder();
    for (List<Protocol> chain : alternatives) {
      text.append(text.isEmpty() ? "" : ";");
      for (int i = 0; i < chain.size(); i++) {
        text.append(i == 0 ? "" : "~");
        append(text, chain.get(i));
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Protocol protocol) {
    text.append(protocol.name());
    for (String data : protocol.data()) {
      text.append(':');
      for (int i = 0; i < data.length(); i++) {
        char c = data.charAt(i);
        if ("!~:;".indexOf(c) >= 0) {
          text.append('!');
        }
        text.append(c);
      }
    }
  }

  /** The key in the text of an address: see {@link PeerAddress#key}. */
  static Optional<PeerKey> key(String text) {
    int best = Integer.MAX_VALUE;
    int start = 0;
    int end = 0;
    for (int at = 0; at <= text.length() && best > 0; at = protocolEnd(text, at) + 1) {
      int rank = rank(text, at);
      if (rank < best) {
        best = rank;
        start = at;
        end = protocolEnd(text, at);
      }
    }
    return best == Integer.MAX_VALUE ? Optional.empty() : key(text, start, end);
  }

  /** How much the protocol that begins here says of the key: less is more. */
  private static int rank(String text, int at) {
    if (text.startsWith("shs", at)) {
      return 0;
    }
    if (text.startsWith("tls", at) && isNameEnd(text, at + 3)) {
      return 1;
    }
    boolean local = text.startsWith("local", at) && isNameEnd(text, at + 5);
    return local ? 2 : Integer.MAX_VALUE;
  }

  private static boolean isNameEnd(String text, int at) {
    return at == text.length() || !isNamePart(text.charAt(at));
  }

  private static int protocolEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '~' && text.charAt(at) != ';') {
      at += text.charAt(at) == '!' ? 2 : 1;
    }
    return at;
  }

  /** The first element of a protocol; one with an escape is no key. */
  private static Optional<PeerKey> key(String text, int from, int to) {
    int start = from;
    while (start < to && text.charAt(start) != ':') {
      start++;
    }
    int end = start + 1 + PeerKey.TEXT_LENGTH;
    boolean fits = end == to || end < to && text.charAt(end) == ':';
    return fits ? PeerKey.find(text, start + 1) : Optional.empty();
  }
}
