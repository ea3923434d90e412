package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The index of a segment in a file beside it, so that opening need not read the segment. Only a
 * cache: what does not check, or is of another version, goes into quarantine and the segment is
 * read instead. Each is bound to the segment's salt and to how often the segment was rewritten.
 */
final class IndexFiles {
  static final long MAGIC = 0x4d55535445524958L;
  static final int HEADER = 32;

  private final Disk disk;
  private final SegmentFiles files;
  private final Quarantine quarantine;
  private final Consumer<String> warnings;

  /**
   * What an index file says.
   *
   * @param covered where in the segment the last record ends that it knows
   * @param rows the rows
   */
  record Known(long covered, ByteBuffer rows) {}

  /**
   * What was found in place of an index file.
   *
   * @param known what it says, if it can be used
   * @param problem why it goes into quarantine, or null
   */
  record Found(Optional<Known> known, String problem) {
    static final Found NOTHING = new Found(Optional.empty(), null);

    static Found wrong(String problem) {
      return new Found(Optional.empty(), problem);
    }
  }

  IndexFiles(Disk disk, Quarantine quarantine, Consumer<String> warnings) {
    this.disk = disk;
    this.files = new SegmentFiles(disk);
    this.quarantine = quarantine;
    this.warnings = warnings;
  }

  /**
   * Writes what is known of a segment, whose bytes must be durable. Does nothing if that is too
   * much, or the disk does not take it: then the segment is read when the store is opened.
   */
  void write(Segment segment, long covered, SegmentRows rows) {
    if (!rows.isComplete()) {
      return;
    }
    ByteBuffer body = rows.encoded();
    ByteBuffer header = header(segment.generation(), covered, body.remaining());
    header.putInt(HEADER - 4, check(segment.name().salt(), header, body));
    try {
      files
          .put(
              segment.name().indexFile(),
              to -> {
                to.write(0, header);
                to.write(HEADER, body);
              })
          .close();
    } catch (IOException e) {
      warnings.accept(
          "The index of "
              + segment.name().file()
              + " could not be written ("
              + e
              + "). Nothing is lost: the next opening reads the segment instead");
    }
  }

  private static ByteBuffer header(int generation, long covered, int rows) {
    return ByteBuffer.allocate(HEADER)
        .putLong(MAGIC)
        .putInt(Format.VERSION)
        .putInt(generation)
        .putLong(covered)
        .putInt(rows)
        .putInt(0)
        .flip();
  }

  /** CRC-32C of the salt, the header but for its last 4 bytes, and the rows. */
  private static int check(long salt, ByteBuffer header, ByteBuffer rows) {
    return Format.check(salt, header.duplicate().limit(HEADER - 4), rows.duplicate());
  }

  /** What the index file of a segment says. */
  Found read(Segment segment) throws IOException {
    try (Disk.File file = disk.open(segment.name().indexFile(), Disk.Mode.READ)) {
      long size = file.size();
      if (size < HEADER || size > HEADER + SegmentRows.MAX_BYTES) {
        return Found.wrong("damage: an index of " + size + " bytes");
      }
      byte[] bytes = new byte[(int) size];
      file.read(0, bytes, 0, bytes.length);
      return read(segment, ByteBuffer.wrap(bytes));
    }
  }

  /** What the index file of a segment says, if it has one that can be used. */
  Optional<Known> readIfThere(Segment segment) throws IOException {
    try {
      return read(segment).known();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static Found read(Segment segment, ByteBuffer in) {
    if (in.getLong(0) != MAGIC || in.getInt(8) != Format.VERSION) {
      return Found.wrong("damage, or an index of a later version");
    }
    ByteBuffer rows = in.slice(HEADER, in.limit() - HEADER);
    if (in.getInt(24) != rows.remaining()
        || in.getInt(HEADER - 4) != check(segment.name().salt(), in, rows)) {
      return Found.wrong("damage in the index of a segment");
    }
    if (in.getInt(12) != segment.generation()) {
      return Found.NOTHING; // of the segment before it was rewritten
    }
    if (!SegmentRows.areSound(rows, in.getLong(16))) {
      return Found.wrong("damage in the rows of an index");
    }
    return in.getLong(16) <= segment.size()
        ? new Found(Optional.of(new Known(in.getLong(16), rows)), null)
        : Found.wrong("the segment is shorter than its index says: bytes of it were lost");
  }

  /** Copies an index that cannot be used. */
  void quarantine(Segment segment, String problem) throws IOException {
    String name = segment.name().indexFile();
    try (Disk.File file = disk.open(name, Disk.Mode.READ)) {
      quarantine.keep(
          new Quarantine.Range(name, 0, file.size()),
          file,
          problem + "; the segment was read instead");
    }
  }

  /** Deletes the index of a segment that is no more. */
  void delete(Format.SegmentName segment) throws IOException {
    disk.delete(segment.indexFile());
  }
}
