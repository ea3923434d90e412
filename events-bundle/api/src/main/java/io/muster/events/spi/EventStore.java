package io.muster.events.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whiteboard service: a durable store. Registered when it has recovered and can write, unregistered
 * before it closes. Everything written under one name is separate from every other name.
 */
@ConsumerType
public interface EventStore {
  /**
   * Service property, {@code String}: {@code fsync} if a confirmed write survives a power cut, else
   * {@code none}.
   */
  String DURABILITY = "muster.durability";

  /** Largest entry of a log, in bytes. */
  int MAX_ENTRY = 66_560;

  /** Largest blob, in bytes. */
  int MAX_BLOB = 2 << 20;

  /** Most bytes of all blobs of one append. */
  int MAX_TOGETHER = 32 << 20;

  /** Largest cell, in bytes. */
  int MAX_CELL = 65_536;

  /** Longest name of a log or cell, in characters. */
  int MAX_NAME = 128;

  /**
   * Returns a log, which comes to exist with its first entry.
   *
   * @param name its name
   * @return the log; the same state at each call
   * @throws IllegalArgumentException if the name is not of the form that the package describes
   */
  EventLog log(String name);

  /**
   * Returns the names of the logs that exist.
   *
   * @return an immutable snapshot
   */
  Set<String> logs();

  /**
   * Keeps a blob. Keeping what is kept already does nothing.
   *
   * @param hash its SHA-256, 32 bytes; the store does not check it at this call
   * @param bytes the blob, at most 2 MiB; copied before the call returns
   * @return completes when it is on disk; fails with {@link StoreException}
   */
  CompletionStage<Void> putBlob(byte[] hash, ByteBuffer bytes);

  /**
   * Returns a blob.
   *
   * @param hash its SHA-256, 32 bytes
   * @return a fresh copy whose SHA-256 is {@code hash}, or empty if it is not kept, was dropped or
   *     is damaged
   * @throws StoreException if the store is closed or cannot read
   */
  Optional<byte[]> blob(byte[] hash);

  /**
   * Says whether a blob is kept, without reading it.
   *
   * @param hash its SHA-256, 32 bytes
   * @return true if it is kept
   */
  boolean hasBlob(byte[] hash);

  /**
   * Drops a blob. Dropping what is not kept does nothing. May wait a moment for other writes, to
   * cost no force of the disk of its own; what is asked for later comes later.
   *
   * @param hash its SHA-256, 32 bytes
   * @return completes when it will not come back after a restart
   */
  CompletionStage<Void> dropBlob(byte[] hash);

  /**
   * Returns how many blobs are kept.
   *
   * @return 0 or more
   */
  long blobs();

  /**
   * Lists the blobs that are kept, page by page: the next call names the last of this one. What is
   * kept during all of the calls is in exactly one page; what comes or goes meanwhile may be in
   * one.
   *
   * @param after hashes behind this one are wanted, 32 bytes; zeros for the first page
   * @param max at most so many, 1 or more
   * @return fresh copies of hashes, in the order of their unsigned bytes; empty at the end
   * @throws StoreException if the store is closed or cannot read
   * @implSpec this one lists nothing: blobs that nobody names are then kept for ever
   */
  default List<byte[]> blobHashes(byte[] after, int max) {
    return List.of();
  }

  /**
   * Says how much the store takes, at once.
   *
   * @return what is known
   * @implSpec this one knows nothing
   */
  default StoreUsage usage() {
    return StoreUsage.UNKNOWN;
  }

  /**
   * Reads all that is kept and checks every byte; writes go on meanwhile. Blocks for as long as the
   * disk takes. Changes nothing: what does not check is reported, and is put aside when a reader
   * meets it or the store is opened next.
   *
   * @return what was found
   * @throws StoreException if the store is closed or cannot read
   * @implSpec this one reads nothing
   */
  default StoreCheck verify() {
    return StoreCheck.of(0, 0, List.of());
  }

  /**
   * Writes a cell, whole or not at all.
   *
   * @param name its name
   * @param bytes the new content, at most 64 KiB; empty removes the cell; copied before the call
   *     returns
   * @return completes when it is on disk
   */
  CompletionStage<Void> putCell(String name, ByteBuffer bytes);

  /**
   * Returns a cell.
   *
   * @param name its name
   * @return a fresh copy of what was confirmed last, or empty if there is none
   * @throws StoreException if the store is closed or cannot read
   */
  Optional<byte[]> cell(String name);
}
