package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** What a segment contained when the store was opened. */
final class FoundSegment implements SegmentScanner.Visitor {
  private static final long MAX_KEPT_ROWS = 16 << 20;

  private final Segment segment;
  private final boolean hasHeader;
  private final Index index;
  private final Replay replay;
  private final List<Damage> damage = new ArrayList<>();
  private final List<Long> orphans = new ArrayList<>();
  private SegmentRows rows = new SegmentRows();
  private SegmentScanner.Tail tail;
  private String indexProblem;
  private boolean wasScanned;

  private record Damage(Quarantine.Range range, String what) {}

  FoundSegment(Segment segment, boolean hasHeader, Index index) {
    this.segment = segment;
    this.hasHeader = hasHeader;
    this.index = index;
    this.replay = new Replay(index, segment.name());
  }

  Segment segment() {
    return segment;
  }

  boolean hasHeader() {
    return hasHeader;
  }

  SegmentScanner.Tail tail() {
    return tail;
  }

  SegmentRows rows() {
    return rows;
  }

  /**
   * Where entries begin that do not count, because blobs are damaged that were written with them.
   */
  List<Long> orphans() {
    return orphans;
  }

  /**
   * Takes over what the index file knows, and reads the rest.
   *
   * @param isNewest whether its last write may have been torn
   */
  void read(Disk.File file, IndexFiles.Found found, boolean isNewest) throws IOException {
    indexProblem = found.problem();
    long from = Format.SEGMENT_HEADER;
    if (found.known().isPresent()) {
      IndexFiles.Known known = found.known().get();
      rows = SegmentRows.read(known.rows(), this::replay);
      from = known.covered();
    }
    long known = from;
    SegmentScanner scanner = new SegmentScanner(file, segment.name().salt(), this);
    if (isNewest) {
      scanner.doubtEntries();
    }
    tail = scanner.scan(from, rows.endsWithEnd());
    wasScanned = tail.validEnd() > known || found.known().isEmpty();
  }

  private void replay(long at, byte kind, ByteBuffer head, int bodyLength) {
    replay.change(at, kind, head, bodyLength).run();
  }

  @Override
  public void record(long at, byte kind, ByteBuffer body) {
    rows.add(at, kind, body, body.limit());
    replay(at, kind, body, body.limit());
  }

  @Override
  public void damage(long from, long to, String what) {
    damage.add(new Damage(range(from, to), what + "; valid records follow"));
  }

  @Override
  public void orphan(long at) {
    orphans.add(at);
  }

  /** A newer one was found: the rows are needed only to write the index file that is missing. */
  void becomesSealed(long keptByOthers) {
    if (!wasScanned || keptByOthers > MAX_KEPT_ROWS) {
      rows = null;
    }
  }

  long keptRowBytes() {
    return rows == null ? 0 : rows.encoded().remaining();
  }

  /** Copies what does not check, and writes the index file if it is missing. */
  void mend(Disk disk, Quarantine quarantine, IndexFiles indexFiles, boolean isNewest)
      throws IOException {
    if (indexProblem != null) {
      indexFiles.quarantine(segment, indexProblem);
    }
    try (Disk.File file = disk.open(segment.name().file(), Disk.Mode.READ)) {
      if (!hasHeader) {
        long end = Math.min(Format.SEGMENT_HEADER, tail.size());
        quarantine.keep(range(0, end), file, Recovery.HEADER_DAMAGE);
      }
      for (Damage bad : damage) {
        quarantine.keep(bad.range(), file, bad.what());
      }
      if (tail.isTorn()) {
        Quarantine.Range rest = range(tail.validEnd(), tail.usedEnd());
        quarantine.keep(rest, file, isNewest ? Recovery.TORN : Recovery.LATE_DAMAGE);
      }
    }
    if (!isNewest && rows != null && hasHeader) {
      indexFiles.write(segment, tail.validEnd(), rows);
    }
  }

  private Quarantine.Range range(long from, long to) {
    return new Quarantine.Range(segment.name().file(), from, to);
  }
}
