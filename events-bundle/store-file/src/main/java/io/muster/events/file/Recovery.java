package io.muster.events.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds out what a directory contains: from the index of each segment, and by reading what an index
 * does not cover. First only reads, so that a directory of another version is left as it is; then
 * puts what does not check into quarantine and, after an end that was not in order, copies the
 * valid part of the newest segment into a new file, because it may be in the page cache only.
 */
final class Recovery {
  static final String TORN =
      "torn tail: no valid record follows, as after a power cut; the last write was not confirmed,"
          + " or its confirmation was false";
  static final String LATE_DAMAGE = "damage at the end of a segment that was written completely";
  static final String HEADER_DAMAGE = "damage in the header of the segment";

  private final Disk disk;
  private final Index index = new Index();
  private final Quarantine quarantine;
  private final IndexFiles indexFiles;
  private final SegmentFiles files;
  private final List<FoundSegment> found = new ArrayList<>();
  private final List<String> leftovers = new ArrayList<>();
  private long rowBytes;

  /** What an opened store works with. */
  record Recovered(Index index, Journal journal, Quarantine quarantine, IndexFiles indexFiles) {}

  private Recovery(Disk disk, Consumer<String> warnings) {
    this.disk = disk;
    this.quarantine = new Quarantine(disk, warnings);
    this.indexFiles = new IndexFiles(disk, quarantine, warnings);
    this.files = new SegmentFiles(disk);
  }

  /** Recovers; afterwards the journal can write. */
  static Recovered open(
      Disk disk, FileStoreLimits limits, LongSupplier salts, Consumer<String> warnings)
      throws IOException {
    Recovery recovery = new Recovery(disk, warnings);
    recovery.quarantine.count();
    recovery.readAll();
    for (String file : recovery.leftovers) {
      disk.delete(file);
    }
    Journal journal =
        new Journal(disk, recovery.index, limits, new Journal.Tools(salts, recovery.indexFiles));
    recovery.mend(journal);
    long nameless = recovery.index.nameless();
    if (nameless > 0) {
      warnings.accept(
          nameless
              + " logs have lost their names by damage. Their entries are served to whoever asks"
              + " for them by name; nothing was deleted.");
    }
    return new Recovered(recovery.index, journal, recovery.quarantine, recovery.indexFiles);
  }

  private void readAll() throws IOException {
    Set<String> names = new HashSet<>(disk.list(""));
    Set<String> indexes = new HashSet<>();
    List<Format.SegmentName> segments = new ArrayList<>();
    for (String file : names.stream().sorted().toList()) {
      Optional<Format.SegmentName> name = Format.SegmentName.parse(file);
      if (name.isPresent()) {
        indexes.add(name.get().indexFile());
        segments.add(name.get());
      } else if (file.endsWith(SegmentFiles.ASIDE)) {
        leftovers.add(file); // a copy that was not finished
      }
    }
    for (Format.SegmentName name : segments) {
      boolean isNewest = name == segments.get(segments.size() - 1);
      read(name, names.contains(name.indexFile()), isNewest);
    }
    names.stream()
        .filter(file -> file.endsWith(".idx") && !indexes.contains(file))
        .forEach(leftovers::add); // the index of a segment that was reclaimed
  }

  private void read(Format.SegmentName name, boolean hasIndex, boolean isNewest)
      throws IOException {
    try (Disk.File file = disk.open(name.file(), Disk.Mode.READ)) {
      Optional<Format.SegmentHeader> header =
          Format.SegmentHeader.parse(SegmentScanner.header(file));
      if (header.isPresent() && header.get().version() != Format.VERSION) {
        throw StoreErrors.version(name.file(), header.get().version());
      }
      int generation = header.map(Format.SegmentHeader::generation).orElse(0);
      Segment segment = new Segment(disk, name, generation, file.size());
      index.add(segment);
      if (!found.isEmpty()) {
        found.get(found.size() - 1).becomesSealed(rowBytes);
        rowBytes += found.get(found.size() - 1).keptRowBytes();
      }
      FoundSegment next = new FoundSegment(segment, header.isPresent(), index);
      IndexFiles.Found known =
          hasIndex && header.isPresent() ? indexFiles.read(segment) : IndexFiles.Found.NOTHING;
      next.read(file, known, isNewest);
      found.add(next);
    }
  }

  private void mend(Journal journal) throws IOException {
    for (FoundSegment segment : found) {
      segment.mend(disk, quarantine, indexFiles, segment == newest());
    }
    if (found.isEmpty()) {
      journal.begin(1);
    } else if (newest().hasHeader()) {
      resume(newest(), journal);
    } else {
      journal.begin(newest().segment().number() + 1);
    }
  }

  private FoundSegment newest() {
    return found.get(found.size() - 1);
  }

  private void resume(FoundSegment newest, Journal journal) throws IOException {
    long end = Format.aligned(newest.tail().validEnd());
    Segment segment = newest.segment();
    Disk.File file =
        newest.tail().isClean() && newest.orphans().isEmpty()
            ? disk.open(segment.name().file(), Disk.Mode.WRITE)
            : copied(newest, end);
    index.grown(segment, end);
    journal.resume(segment, file, newest.rows());
  }

  private Disk.File copied(FoundSegment newest, long end) throws IOException {
    String name = newest.segment().name().file();
    long valid = newest.tail().validEnd();
    try (Disk.File old = disk.open(name, Disk.Mode.READ)) {
      return files.put(
          name,
          to -> {
            SegmentFiles.copy(old, 0, valid, to);
            to.write(valid, new byte[Format.ALIGNMENT], 0, (int) (end - valid));
            for (long orphan : newest.orphans()) {
              if (orphan < valid) { // no reader must find it there later
                to.write(orphan, new byte[Format.RECORD_HEADER], 0, Format.RECORD_HEADER);
              }
            }
          });
    }
  }
}
