package io.muster.peer;

import io.muster.peer.PeerAddress.Protocol;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

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

  static void requireEncodable(List<List<Protocol>> alternatives) {
    if (alternatives.isEmpty() || alternatives.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException(
          "An address has at least one alternative, and each at least one protocol");
    }
    alternatives.forEach(chain -> chain.forEach(AddressText::requireEncodable));
    int length = encode(alternatives).length();
    if (length > PeerAddress.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "An address has at most " + PeerAddress.MAX_LENGTH + " characters, this one " + length);
    }
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

  static String encode(List<List<Protocol>> alternatives) {
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

  static Optional<PeerKey> key(List<List<Protocol>> alternatives) {
    for (Predicate<String> names :
        List.<Predicate<String>>of(
            n -> n.startsWith("shs"), n -> n.equals("tls"), n -> n.equals("local"))) {
      Optional<Protocol> protocol =
          alternatives.stream().flatMap(List::stream).filter(p -> names.test(p.name())).findFirst();
      if (protocol.isPresent()) {
        return protocol.flatMap(AddressText::key);
      }
    }
    return Optional.empty();
  }

  private static Optional<PeerKey> key(Protocol protocol) {
    if (protocol.data().isEmpty() || protocol.data().get(0).startsWith("@")) {
      return Optional.empty();
    }
    try {
      return Optional.of(PeerKey.parse(protocol.data().get(0)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not a key: an address may carry anything there
    }
  }
}
