package io.muster.events.file;

import io.muster.events.spi.Blob;
import io.muster.events.spi.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A change that waits to be written. Encoded, applied to the index and confirmed by the writer
 * alone; the stage is completed once, whatever happens.
 */
abstract class Op<T> {
  private final CompletableFuture<T> stage = new CompletableFuture<>();

  CompletableFuture<T> stage() {
    return stage;
  }

  /** About how many bytes it takes on disk. */
  abstract int bytes();

  /** True if it helps to free space, so that it is written also when space is short. */
  boolean frees() {
    return false;
  }

  /** True if nobody needs it quickly: it may wait for others, to cost no fsync of its own. */
  boolean isPatient() {
    return false;
  }

  abstract void encode(Group group);

  /** After it was forced. */
  abstract void apply(Index index);

  /** The result, after {@link #apply}. */
  abstract T result();

  final void confirm() {
    stage.complete(result());
  }

  final void fail(StoreException why) {
    stage.completeExceptionally(why);
  }

  /** Appends an entry, behind the blobs that it names. */
  static final class Append extends Op<Long> {
    private final LogId id;
    private final String name;
    private final byte[] entry;
    private final List<PutBlob> blobs;
    private long number;
    private long place;

    Append(LogId id, String name, byte[] entry) {
      this(id, name, entry, List.of());
    }

    Append(LogId id, String name, byte[] entry, List<Blob> blobs) {
      this.id = id;
      this.name = name;
      this.entry = entry;
      this.blobs =
          blobs.isEmpty()
              ? List.of()
              : blobs.stream().map(b -> new PutBlob(b.hash(), b.bytes().array())).toList();
    }

    @Override
    int bytes() {
      int bytes = Format.sizeOf(Format.ENTRY_HEAD + entry.length);
      for (PutBlob blob : blobs) {
        bytes += blob.bytes();
      }
      return bytes;
    }

    @Override
    void encode(Group group) {
      int from = Group.BEFORE;
      for (PutBlob blob : blobs) {
        blob.encode(group);
        from = Math.min(from, group.offset(blob.hash));
      }
      number = group.takeNumber(id);
      int reachesTo = from;
      place = group.aboutLog(id, name, () -> group.buffer().entry(id, number, entry, reachesTo));
    }

    @Override
    void apply(Index index) {
      for (PutBlob blob : blobs) {
        blob.apply(index);
      }
      index.named(id, name);
      index.entry(id, number, place, entry.length);
    }

    @Override
    Long result() {
      return number;
    }
  }

  /** Forgets old entries. */
  static final class Truncate extends Op<Void> {
    private final LogId id;
    private final String name;
    private final long before;
    private long first;
    private long next;
    private long place;

    Truncate(LogId id, String name, long before) {
      this.id = id;
      this.name = name;
      this.before = before;
    }

    @Override
    int bytes() {
      return 128;
    }

    @Override
    boolean frees() {
      return true;
    }

    @Override
    boolean isPatient() {
      return true;
    }

    @Override
    void encode(Group group) {
      next = group.nextNumber(id);
      first = Math.min(before, next);
      if (first > group.first(id)) {
        place = group.aboutLog(id, name, () -> group.buffer().truncate(id, first, next));
      }
    }

    @Override
    void apply(Index index) {
      if (place != 0) {
        index.truncated(id, first, next, place);
      }
    }

    @Override
    Void result() {
      return null;
    }
  }

  /** Keeps a blob. */
  static final class PutBlob extends Op<Void> {
    private final byte[] hash;
    private final byte[] blob;
    private long place;

    PutBlob(byte[] hash, byte[] blob) {
      this.hash = hash;
      this.blob = blob;
    }

    @Override
    int bytes() {
      return Format.sizeOf(Format.BLOB_HEAD + blob.length);
    }

    @Override
    void encode(Group group) {
      if (!group.keeps(hash)) {
        int offset = group.buffer().record(Format.BLOB, hash, blob);
        place = group.place(offset);
        group.kept(hash, offset);
      }
    }

    @Override
    void apply(Index index) {
      if (place != 0) {
        index.blob(hash, place, blob.length);
      }
    }

    @Override
    Void result() {
      return null;
    }
  }

  /** Drops a blob. */
  static final class DropBlob extends Op<Void> {
    private final byte[] hash;

    DropBlob(byte[] hash) {
      this.hash = hash;
    }

    @Override
    int bytes() {
      return Format.sizeOf(Format.BLOB_HEAD);
    }

    @Override
    boolean frees() {
      return true;
    }

    @Override
    boolean isPatient() {
      return true;
    }

    @Override
    void encode(Group group) {
      if (group.keeps(hash)) {
        group.buffer().record(Format.DROP, hash, new byte[0]);
        group.dropped(hash);
      }
    }

    @Override
    void apply(Index index) {
      index.dropped(hash);
    }

    @Override
    Void result() {
      return null;
    }
  }

  /** Writes a cell. */
  static final class PutCell extends Op<Void> {
    private final String name;
    private final byte[] content;
    private long place;

    PutCell(String name, byte[] content) {
      this.name = name;
      this.content = content;
    }

    @Override
    int bytes() {
      return Format.sizeOf(1 + name.length() + content.length);
    }

    @Override
    boolean frees() {
      return content.length == 0;
    }

    @Override
    void encode(Group group) {
      place = group.place(group.buffer().cell(name, content));
    }

    @Override
    void apply(Index index) {
      index.cell(name, place, content.length);
    }

    @Override
    Void result() {
      return null;
    }
  }
}
