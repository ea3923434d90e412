package io.muster.events.spi;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The checks that every store makes of what it is given, so that all refuse the same with the same
 * words. Stateless.
 */
public final class StoreArguments {
  /** Length of a blob's hash, in bytes. */
  public static final int HASH_BYTES = 32;

  private StoreArguments() {}

  /**
   * Checks the name of a log or cell.
   *
   * @param name the name
   * @return the name
   * @throws IllegalArgumentException if it is not 1 to {@link EventStore#MAX_NAME} characters of
   *     {@code [A-Za-z0-9._/=-]}
   */
  public static String name(String name) {
    int length = name.length();
    if (length < 1 || length > EventStore.MAX_NAME) {
      throw new IllegalArgumentException(
          "A name has 1 to " + EventStore.MAX_NAME + " characters, this one has " + length);
    }
    for (int i = 0; i < length; i++) {
      if (!allowed(name.charAt(i))) {
        throw new IllegalArgumentException(
            "A name has letters, digits and . _ / = - only; character "
                + (i + 1)
                + " is U+"
                + String.format("%04X", (int) name.charAt(i)));
      }
    }
    return name;
  }

  /**
   * Checks the hash of a blob.
   *
   * @param hash the hash
   * @return a copy
   * @throws IllegalArgumentException if it has not 32 bytes
   */
  public static byte[] hash(byte[] hash) {
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException(
          "A SHA-256 has " + HASH_BYTES + " bytes, this one has " + hash.length);
    }
    return hash.clone();
  }

  /**
   * Checks the size of a page.
   *
   * @param max how many are wanted at most
   * @return the same
   * @throws IllegalArgumentException if it is less than 1
   */
  public static int page(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("A page has at least 1 row, not " + max);
    }
    return max;
  }

  /**
   * Copies an entry.
   *
   * @param entry the entry; its position does not move
   * @return the bytes between position and limit
   * @throws IllegalArgumentException if it is empty
   * @throws StoreException if it is larger than {@link EventStore#MAX_ENTRY}
   */
  public static byte[] entry(ByteBuffer entry) {
    if (!entry.hasRemaining()) {
      throw new IllegalArgumentException("An entry has at least 1 byte");
    }
    return copy(entry, EventStore.MAX_ENTRY, "An entry");
  }

  /**
   * Copies a blob.
   *
   * @param blob the blob, perhaps empty; its position does not move
   * @return the bytes between position and limit
   * @throws StoreException if it is larger than {@link EventStore#MAX_BLOB}
   */
  public static byte[] blob(ByteBuffer blob) {
    return copy(blob, EventStore.MAX_BLOB, "A blob");
  }

  /**
   * Copies the blobs of an append.
   *
   * @param blobs the blobs; their positions do not move
   * @return copies, in the same order
   * @throws IllegalArgumentException if a hash has not 32 bytes
   * @throws StoreException if one is larger than {@link EventStore#MAX_BLOB}, or all together are
   *     larger than {@link EventStore#MAX_TOGETHER}
   */
  public static List<Blob> blobs(List<Blob> blobs) {
    if (blobs.isEmpty()) {
      return List.of();
    }
    List<byte[]> hashes = blobs.stream().map(blob -> hash(blob.hash())).toList();
    long together = blobs.stream().mapToLong(blob -> blob.bytes().remaining()).sum();
    if (together > EventStore.MAX_TOGETHER) {
      throw new StoreException(
          StoreException.Reason.TOO_LARGE,
          "The blobs of an append have together at most "
              + EventStore.MAX_TOGETHER
              + " bytes, these have "
              + together
              + "; nothing was stored. Keep some of them before",
          null);
    }
    List<Blob> copies = new ArrayList<>(hashes.size());
    for (byte[] hash : hashes) {
      ByteBuffer bytes = blobs.get(copies.size()).bytes();
      copies.add(Blob.of(hash, ByteBuffer.wrap(blob(bytes))));
    }
    return copies;
  }

  /**
   * Copies the content of a cell.
   *
   * @param cell the content, perhaps empty; its position does not move
   * @return the bytes between position and limit
   * @throws StoreException if it is larger than {@link EventStore#MAX_CELL}
   */
  public static byte[] cell(ByteBuffer cell) {
    return copy(cell, EventStore.MAX_CELL, "A cell");
  }

  private static byte[] copy(ByteBuffer source, int max, String what) {
    if (source.remaining() > max) {
      throw new StoreException(
          StoreException.Reason.TOO_LARGE,
          what
              + " has at most "
              + max
              + " bytes, this one has "
              + source.remaining()
              + "; nothing was stored. Split it, or store it elsewhere and keep a reference",
          null);
    }
    byte[] bytes = new byte[source.remaining()];
    source.duplicate().get(bytes);
    return bytes;
  }

  private static boolean allowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "._/=-".indexOf(c) >= 0;
  }
}
