package io.muster.events.spi;

import java.nio.ByteBuffer;

/**
 * A blob that is to be kept together with the entry that names it.
 *
 * @param hash its SHA-256, 32 bytes; the store does not check it
 * @param bytes the blob, 0 to {@link EventStore#MAX_BLOB} bytes
 */
public record Blob(byte[] hash, ByteBuffer bytes) {
  /**
   * Makes a blob; copies nothing.
   *
   * @param hash its SHA-256, 32 bytes
   * @param bytes the blob
   * @return the blob
   */
  public static Blob of(byte[] hash, ByteBuffer bytes) {
    return new Blob(hash, bytes);
  }
}
