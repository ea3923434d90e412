package io.muster.peer;

import java.util.List;
import java.util.Optional;

/**
 * A multiserver address: one or more alternatives separated by {@code ;}, each a chain of protocols
 * separated by {@code ~}, each a name and data elements separated by {@code :}. Immutable; equal if
 * the text is equal. Grammar:
 *
 * <pre>
 * multiaddress = address *(";" address)      name = [a-z] 1*[a-z0-9-]
 * address      = protocol *("~" protocol)    data = *( %x22-39 / %x3C-7D / "!!" / "!~" / "!:" / "!;" )
 * protocol     = name *(":" data)
 * </pre>
 *
 * <p>Examples: {@code net:192.0.2.1:8008~tls:BASE64KEY}, {@code local:BASE64KEY}.
 *
 * @param alternatives at least one, each a chain of at least one protocol
 */
public record PeerAddress(List<List<Protocol>> alternatives) {
  /** Longest text, in characters. */
  public static final int MAX_LENGTH = 8192;

  /**
   * One protocol of a chain.
   *
   * @param name lower-case letters, digits and {@code -}, at least two characters, a letter first
   * @param data the data elements, escapes resolved; {@code net} has none, {@code net:} has one
   *     empty element
   */
  public record Protocol(String name, List<String> data) {
    /** Copies the list. */
    public Protocol {
      data = List.copyOf(data);
    }
  }

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the structure cannot be written: no alternative, an empty
   *     chain, a name outside the grammar, a character in the data for which there is no escape, or
   *     more than 8192 characters of text
   */
  public PeerAddress {
    alternatives = alternatives.stream().map(List::copyOf).toList();
    AddressText.requireEncodable(alternatives);
  }

  /**
   * Reads an address; linear in the length of the text.
   *
   * @param text at most 8192 characters
   * @return the address
   * @throws IllegalArgumentException if the text is no address; the message shows the column and
   *     what was expected there
   */
  public static PeerAddress parse(String text) {
    return new PeerAddress(AddressScanner.scan(text));
  }

  /**
   * Returns the public key that the address names: the first data element of the first protocol,
   * over all alternatives, whose name starts with {@code shs}; or else of the first {@code tls}; or
   * else of the first {@code local}.
   *
   * @return the key, or empty if there is no such protocol or its element is not a usable key in
   *     plain base64 (without {@code @} and {@code .ed25519})
   */
  public Optional<PeerKey> key() {
    return AddressText.key(alternatives);
  }

  /**
   * Returns the scheme by which a transport is chosen: the name of the last protocol of the first
   * alternative, such as {@code tls} or {@code local}.
   *
   * @return the name, never empty
   */
  public String scheme() {
    List<Protocol> first = alternatives.get(0);
    return first.get(first.size() - 1).name();
  }

  /** Returns the text with escapes, readable by {@link #parse}. */
  @Override
  public String toString() {
    return AddressText.encode(alternatives);
  }
}
