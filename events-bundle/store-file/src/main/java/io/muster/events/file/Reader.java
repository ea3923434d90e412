package io.muster.events.file;

import io.muster.events.spi.EventLog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** Reads what the index knows, checking every byte. For any thread. */
final class Reader {
  private static final int TRIES = 4;

  private final Index index;
  private final BiConsumer<Segment, String> damages;

  /**
   * Makes a reader.
   *
   * @param damages told, with words for the log, of a segment of which something was sound once and
   *     is damaged now
   */
  Reader(Index index, BiConsumer<Segment, String> damages) {
    this.index = index;
    this.damages = damages;
  }

  List<Entry> entries(LogId id, long from, int maxEntries, int maxBytes) {
    List<Entry> entries = new ArrayList<>();
    for (Index.Slot slot : index.slots(id, from, maxEntries, maxBytes)) {
      entry(id, slot).ifPresent(bytes -> entries.add(new Entry(slot.number(), bytes)));
    }
    return List.copyOf(entries);
  }

  private Optional<byte[]> entry(LogId id, Index.Slot slot) {
    Read read = new Read(Format.ENTRY, Format.ENTRY_HEAD);
    Optional<ByteBuffer> body = read.body(slot, () -> index.slot(id, slot.number()));
    if (body.isEmpty() && read.damaged != null) {
      index.forgetEntry(id, read.damaged);
    }
    return body.filter(b -> b.getLong(16) == slot.number()).map(b -> behind(b, Format.ENTRY_HEAD));
  }

  private static byte[] behind(ByteBuffer body, int head) {
    byte[] bytes = new byte[body.limit() - head];
    body.get(head, bytes);
    return bytes;
  }

  Optional<byte[]> blob(byte[] hash) {
    Index.Slot slot = index.blob(hash);
    if (slot == null) {
      return Optional.empty();
    }
    Read read = new Read(Format.BLOB, Format.BLOB_HEAD);
    Optional<byte[]> blob =
        read.body(slot, () -> index.blob(hash))
            .map(b -> behind(b, Format.BLOB_HEAD))
            .filter(b -> Arrays.equals(LogId.sha256(b), hash));
    if (blob.isEmpty() && read.damaged != null) {
      index.dropped(hash);
    }
    return blob;
  }

  /** The table has only the half of each hash; the other half is read. */
  List<byte[]> blobHashes(byte[] after, int max) {
    BlobTable.Row last = BlobTable.Row.of(after, 0, 0);
    List<byte[]> hashes = new ArrayList<>();
    while (hashes.isEmpty()) {
      List<BlobTable.Row> rows = index.blobsAfter(last, max);
      if (rows.isEmpty()) {
        break;
      }
      rows.forEach(row -> hash(row).ifPresent(hashes::add));
      last = rows.get(rows.size() - 1); // should all of them have been dropped meanwhile
    }
    return hashes;
  }

  private Optional<byte[]> hash(BlobTable.Row row) {
    Index.Slot slot = index.blob(row);
    for (int tries = 0; tries < TRIES && slot != null; tries++) {
      try {
        byte[] hash = slot.segment().readHead(slot.offset(), Format.BLOB_HEAD);
        if (hash != null && BlobTable.Row.of(hash, 0, 0).compareTo(row) == 0) {
          return Optional.of(hash);
        }
      } catch (IOException e) {
        if (tries == TRIES - 1) {
          throw StoreErrors.unreadable(slot.segment().name().file(), e);
        }
      }
      slot = index.blob(row);
    }
    return Optional.empty();
  }

  Optional<byte[]> cell(String name) {
    Index.Slot slot = index.cell(name);
    if (slot == null) {
      return Optional.empty();
    }
    int head = 1 + name.length();
    Read read = new Read(Format.CELL, head);
    Optional<ByteBuffer> body = read.body(slot, () -> index.cell(name));
    if (body.isEmpty() && read.damaged != null) {
      throw StoreErrors.damagedCell(name);
    }
    return body.map(b -> behind(b, head));
  }

  /** What to say of a record that a reader found damaged. */
  static String words(String where) {
    return "A record in "
        + where
        + " was sound and is damaged now. It is left out; the directory is opened anew, which puts"
        + " it into quarantine and lets members be asked for it. Check the disk";
  }

  /** One read, repeated when the record was moved meanwhile. */
  private final class Read {
    private final byte kind;
    private final int head;
    private Index.Slot damaged;

    Read(byte kind, int head) {
      this.kind = kind;
      this.head = head;
    }

    Optional<ByteBuffer> body(Index.Slot first, Supplier<Index.Slot> again) {
      Index.Slot slot = first;
      for (int tries = 0; tries < TRIES && slot != null; tries++) {
        IOException problem = null;
        try {
          ByteBuffer body = slot.segment().read(slot.offset(), kind, head + slot.length());
          if (body != null) {
            return Optional.of(body);
          }
        } catch (IOException e) {
          problem = e;
        }
        Index.Slot now = again.get();
        if (now != null && now.segment() == slot.segment() && now.place() == slot.place()) {
          damaged(slot, problem);
          return Optional.empty();
        }
        slot = now;
      }
      return Optional.empty();
    }

    private void damaged(Index.Slot slot, IOException problem) {
      String where = slot.segment().name().file() + " at byte " + slot.offset();
      if (problem != null) {
        throw StoreErrors.unreadable(where, problem);
      }
      damaged = slot;
      damages.accept(slot.segment(), words(where));
    }
  }
}
