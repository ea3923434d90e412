package io.muster.events.file;

import io.muster.events.spi.StoreCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads every segment and says what does not check. For any thread; changes nothing. Each segment
 * is read up to where it was durable when its turn came; one that is reclaimed meanwhile is left
 * out.
 */
final class Verifier {
  private static final int MAX_DAMAGES = 1000;

  private final Disk disk;
  private final Index index;
  private final Quarantine quarantine;
  private final IndexFiles indexFiles;
  private final Set<Segment> newlyDamaged = new HashSet<>();
  private final List<StoreCheck.Damage> damages = new ArrayList<>();
  private long records;
  private long bytes;

  Verifier(Disk disk, Recovery.Recovered recovered) {
    this.disk = disk;
    this.index = recovered.index();
    this.quarantine = recovered.quarantine();
    this.indexFiles = recovered.indexFiles();
  }

  /** Segments with damage that is not in quarantine yet, after {@link #check}. */
  Set<Segment> newlyDamaged() {
    return newlyDamaged;
  }

  StoreCheck check() {
    for (Segment segment : index.segments()) {
      boolean moved = true;
      for (int tries = 0; moved && tries < 4; tries++) {
        moved = !check(segment);
      }
    }
    return StoreCheck.of(records, bytes, damages);
  }

  /** False if the segment was rewritten while it was read. */
  private boolean check(Segment known) {
    Segment segment = index.segment(known.number());
    if (segment == null) {
      return true;
    }
    Found found = new Found(segment.name().file(), quarantine);
    try (Disk.File file = disk.open(segment.name().file(), Disk.Mode.READ)) {
      long covered = indexFiles.readIfThere(segment).map(IndexFiles.Known::covered).orElse(0L);
      found.read(file, segment, new Extent(index.sizeOf(segment), covered));
    } catch (NoSuchFileException e) {
      return index.segment(known.number()) == null;
    } catch (IOException e) {
      throw StoreErrors.unreadable(segment.name().file(), e);
    }
    if (index.segment(known.number()) != segment && !found.damages.isEmpty()) {
      return false;
    }
    records += found.records;
    bytes += found.bytes;
    if (found.hasNews) {
      newlyDamaged.add(segment);
    }
    found.damages.stream().limit(MAX_DAMAGES - damages.size()).forEach(damages::add);
    return true;
  }

  /** How much of a segment is durable, and how much of it an index knows. */
  private record Extent(long size, long covered) {}

  /** What one segment contains. */
  private static final class Found implements SegmentScanner.Visitor {
    private final String file;
    private final Quarantine quarantine;
    private boolean hasNews;
    private final List<StoreCheck.Damage> damages = new ArrayList<>();
    private long records;
    private long bytes;

    Found(String file, Quarantine quarantine) {
      this.file = file;
      this.quarantine = quarantine;
    }

    void read(Disk.File in, Segment segment, Extent extent) throws IOException {
      long size = extent.size();
      if (Format.SegmentHeader.parse(SegmentScanner.header(in)).isEmpty()) {
        damage(0, Format.SEGMENT_HEADER, Recovery.HEADER_DAMAGE);
      }
      SegmentScanner scanner = new SegmentScanner(in, segment.name().salt(), this, size);
      SegmentScanner.Tail tail = scanner.scan(Format.SEGMENT_HEADER, false);
      long end = Math.max(tail.usedEnd(), extent.covered()); // zeros behind that are spare room
      if (tail.validEnd() < end) {
        damage(tail.validEnd(), end, Recovery.LATE_DAMAGE);
      }
      bytes = size;
    }

    @Override
    public void record(long at, byte kind, ByteBuffer body) {
      records++;
    }

    @Override
    public void damage(long from, long to, String what) throws IOException {
      boolean isKnown = quarantine.has(new Quarantine.Range(file, from, to));
      hasNews |= !isKnown;
      String words = what + (isKnown ? "; in quarantine already" : "");
      damages.add(new StoreCheck.Damage(file + ", bytes " + from + " to " + to, words));
    }
  }
}
