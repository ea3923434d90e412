package io.muster.events.spi;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** An append-only log of a store. Entries are numbered 1, 2, 3 … in the order of the appends. */
@ConsumerType
public interface EventLog {
  /**
   * Appends an entry.
   *
   * @param entry 1 to {@link EventStore#MAX_ENTRY} bytes; copied before the call returns
   * @return completes with the entry's number when it, and all before it in this log, are on disk;
   *     fails with {@link StoreException}, after which the entry may or may not be there at the
   *     next opening
   */
  default CompletionStage<Long> append(ByteBuffer entry) {
    return append(entry, List.of());
  }

  /**
   * Appends an entry and keeps the blobs that it names, as one write: confirmed together, or not at
   * all. The entry is never seen without them, neither by a reader nor after a crash.
   *
   * <p>A blob that is kept already is not written again. What was asked of the store before counts
   * as done: a blob for whose drop somebody has asked is written anew, whether or not that drop has
   * completed.
   *
   * @param entry 1 to {@link EventStore#MAX_ENTRY} bytes; copied before the call returns
   * @param blobs the blobs, perhaps none, one perhaps twice; together at most {@link
   *     EventStore#MAX_TOGETHER} bytes; copied before the call returns
   * @return completes with the entry's number when it, its blobs, and all before it in this log,
   *     are on disk; fails with {@link StoreException}: with TOO_LARGE nothing was stored, else
   *     entry and blobs may or may not be there at the next opening, the entry not without its
   *     blobs
   */
  CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs);

  /**
   * Returns the number of the oldest entry.
   *
   * @return 1 or more; {@link #next} if there is none
   */
  long first();

  /**
   * Returns the number that the next confirmed entry gets.
   *
   * @return 1 or more
   */
  long next();

  /**
   * Reads confirmed entries.
   *
   * @param from the number of the first wanted; smaller than {@link #first} means {@code first}
   * @param maxEntries at most so many, 1 or more
   * @param maxBytes no further entry once so many bytes were read, 1 or more; the first is returned
   *     whatever its size
   * @return immutable, in order, without holes except where damage was quarantined; empty at the
   *     end
   * @throws StoreException if the store is closed or cannot read
   */
  List<Entry> read(long from, int maxEntries, int maxBytes);

  /**
   * Forgets the oldest entries. A log of which all is forgotten still exists and goes on numbering.
   * May wait a moment for other writes, to cost no force of the disk of its own.
   *
   * @param before the number of the first entry to keep; larger than {@link #next} means {@code
   *     next}, smaller than {@link #first} changes nothing
   * @return completes when the others will not come back after a restart
   */
  CompletionStage<Void> truncateBefore(long before);

  /**
   * An entry.
   *
   * @param number its number
   * @param bytes its bytes; the caller's own copy
   */
  record Entry(long number, byte[] bytes) {}
}
