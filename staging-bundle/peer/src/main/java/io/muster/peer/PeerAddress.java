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
 * <p>Kept as its text: to read one costs a pass over the characters; the structure and the key are
 * taken out of the text when somebody asks for them.
 */
public final class PeerAddress {
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

  private final String text;

  /** Made when first asked for, by any thread: always the same; null until then. */
  private List<List<Protocol>> alternatives;

  /** Found when first asked for, by any thread: always the same; null until then. */
  private Optional<PeerKey> key;

  private PeerAddress(String text) {
    this.text = text;
  }

  /**
   * Checks and copies.
   *
   * @param alternatives at least one, each a chain of at least one protocol
   * @throws IllegalArgumentException if the structure cannot be written: no alternative, an empty
   *     chain, a name outside the grammar, a character in the data for which there is no escape, or
   *     more than 8192 characters of text
   */
  public PeerAddress(List<List<Protocol>> alternatives) {
    List<List<Protocol>> copy = alternatives.stream().map(List::copyOf).toList();
    this.text = AddressText.encode(copy);
    this.alternatives = copy;
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
    if (!AddressCheck.isAddress(text)) {
      AddressScanner.scan(text); // says where and why
      throw new IllegalArgumentException("Not an address: " + text);
    }
    return new PeerAddress(text);
  }

  /**
   * Returns the structure.
   *
   * @return at least one alternative, each a chain of at least one protocol; immutable
   */
  public List<List<Protocol>> alternatives() {
    List<List<Protocol>> known = alternatives;
    if (known == null) {
      known = AddressScanner.scan(text).stream().map(List::copyOf).toList();
      alternatives = known;
    }
    return known;
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
    Optional<PeerKey> known = key;
    if (known == null) {
      known = AddressText.key(text);
      key = known;
    }
    return known;
  }

  /**
   * Returns the scheme by which a transport is chosen: the name of the last protocol of the first
   * alternative, such as {@code tls} or {@code local}.
   *
   * @return the name, never empty
   */
  public String scheme() {
    List<Protocol> first = alternatives().get(0);
    return first.get(first.size() - 1).name();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PeerAddress address && text.equals(address.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text with escapes, readable by {@link #parse}. */
  @Override
  public String toString() {
    return text;
  }
}
