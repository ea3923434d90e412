package io.muster.events.file;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds out what a directory contains. First only reads, so that a directory of another version is
 * left as it is; then puts what does not check into quarantine and, after an end that was not in
 * order, copies the valid part of the newest segment into a new file, because it may be in the page
 * cache only.
 */
final class Recovery {
  static final String TORN =
      "torn tail: no valid record follows, as after a power cut; the last write was not confirmed,"
          + " or its confirmation was false";
  static final String DAMAGE = "damage: valid records follow";
  static final String LATE_DAMAGE = "damage at the end of a segment that was written completely";
  static final String HEADER_DAMAGE = "damage in the header of the segment";

  private final Disk disk;
  private final Index index = new Index();
  private final Quarantine quarantine;
  private final SegmentFiles files;
  private final List<Found> found = new ArrayList<>();

  /** What one segment contained. */
  private static final class Found implements SegmentScanner.Visitor {
    private final Format.SegmentName name;
    private final Replay replay;
    private final List<Quarantine.Range> damage = new ArrayList<>();
    private SegmentScanner.Tail tail;
    private boolean hasHeader;

    Found(Format.SegmentName name, Index index) {
      this.name = name;
      this.replay = new Replay(index, name);
    }

    @Override
    public void record(long at, byte kind, byte[] body) {
      replay.change(at, kind, body).run();
    }

    @Override
    public void damage(long from, long to) {
      damage.add(range(from, to));
    }

    Quarantine.Range range(long from, long to) {
      return new Quarantine.Range(name.file(), from, to);
    }
  }

  Recovery(Disk disk, Quarantine quarantine) {
    this.disk = disk;
    this.quarantine = quarantine;
    this.files = new SegmentFiles(disk);
  }

  Index index() {
    return index;
  }

  Quarantine quarantine() {
    return quarantine;
  }

  /** Recovers; afterwards the journal can write. */
  static Recovered open(
      Disk disk, FileStoreLimits limits, LongSupplier salts, Consumer<String> warnings)
      throws IOException {
    Recovery recovery = new Recovery(disk, new Quarantine(disk, warnings));
    List<String> aside = recovery.readAll();
    for (String file : aside) {
      disk.delete(file); // copies that were not finished
    }
    Journal journal = new Journal(disk, recovery.index, limits, salts);
    recovery.mend(journal);
    long nameless = recovery.index.nameless();
    if (nameless > 0) {
      warnings.accept(
          nameless
              + " logs have lost their names by damage. Their entries are served to whoever asks"
              + " for them by name; nothing was deleted.");
    }
    return new Recovered(recovery.index, journal, recovery.quarantine);
  }

  /** What an opened store works with. */
  record Recovered(Index index, Journal journal, Quarantine quarantine) {}

  private List<String> readAll() throws IOException {
    List<String> aside = new ArrayList<>();
    for (String file : disk.list("").stream().sorted().toList()) {
      Optional<Format.SegmentName> name = Format.SegmentName.parse(file);
      if (name.isPresent()) {
        read(name.get());
      } else if (file.endsWith(SegmentFiles.ASIDE)) {
        aside.add(file);
      }
    }
    return aside;
  }

  private void read(Format.SegmentName name) throws IOException {
    Found segment = new Found(name, index);
    try (Disk.File file = disk.open(name.file(), Disk.Mode.READ)) {
      Optional<Integer> version = Format.version(SegmentScanner.header(file));
      if (version.isPresent() && version.get() != Format.VERSION) {
        throw StoreErrors.version(name.file(), version);
      }
      segment.hasHeader = version.isPresent();
      index.add(new Segment(disk, name, file.size()));
      segment.tail = new SegmentScanner(file, name.salt(), segment).scan();
      found.add(segment);
    }
  }

  private void mend(Journal journal) throws IOException {
    for (Found segment : found) {
      boolean newest = segment == found.get(found.size() - 1);
      try (Disk.File file = disk.open(segment.name.file(), Disk.Mode.READ)) {
        quarantine(segment, newest, file);
      }
    }
    if (found.isEmpty()) {
      journal.begin(1);
      return;
    }
    Found newest = found.get(found.size() - 1);
    if (newest.hasHeader) {
      resume(newest, journal);
    } else {
      journal.begin(newest.name.number() + 1);
    }
  }

  private void quarantine(Found segment, boolean newest, Disk.File file) throws IOException {
    if (!segment.hasHeader) {
      long end = Math.min(Format.SEGMENT_HEADER, segment.tail.size());
      quarantine.keep(segment.range(0, end), file, HEADER_DAMAGE);
    }
    for (Quarantine.Range range : segment.damage) {
      quarantine.keep(range, file, DAMAGE);
    }
    if (segment.tail.validEnd() < segment.tail.size()) {
      Quarantine.Range rest = segment.range(segment.tail.validEnd(), segment.tail.size());
      quarantine.keep(rest, file, newest ? TORN : LATE_DAMAGE);
    }
  }

  private void resume(Found newest, Journal journal) throws IOException {
    String name = newest.name.file();
    long end = Format.aligned(newest.tail.validEnd());
    Disk.File file = newest.tail.isClean() ? disk.open(name, Disk.Mode.WRITE) : copied(newest, end);
    Segment segment = index.segments().get(index.segments().size() - 1);
    index.grown(segment, end);
    journal.resume(segment, file);
  }

  private Disk.File copied(Found newest, long end) throws IOException {
    String name = newest.name.file();
    long valid = newest.tail.validEnd();
    try (Disk.File old = disk.open(name, Disk.Mode.READ)) {
      return files.put(
          name,
          to -> {
            SegmentFiles.copy(old, 0, valid, to);
            to.write(valid, new byte[Format.ALIGNMENT], 0, (int) (end - valid));
          });
    }
  }
}
