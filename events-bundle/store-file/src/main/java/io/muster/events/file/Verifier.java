package io.muster.events.file;

import io.muster.events.spi.StoreCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads every segment and says what does not check. For any thread; changes nothing. Each segment
 * is read up to where it was durable when its turn came; one that is reclaimed meanwhile is left
 * out.
 */
final class Verifier {
  private static final int MAX_DAMAGES = 1000;

  private final Disk disk;
  private final Index index;
  private final List<StoreCheck.Damage> damages = new ArrayList<>();
  private long records;
  private long bytes;

  Verifier(Disk disk, Index index) {
    this.disk = disk;
    this.index = index;
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
    Found found = new Found(segment.name().file());
    try (Disk.File file = disk.open(segment.name().file(), Disk.Mode.READ)) {
      found.read(file, segment, index.sizeOf(segment));
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
    found.damages.stream().limit(MAX_DAMAGES - damages.size()).forEach(damages::add);
    return true;
  }

  /** What one segment contains. */
  private static final class Found implements SegmentScanner.Visitor {
    private final String file;
    private final List<StoreCheck.Damage> damages = new ArrayList<>();
    private long records;
    private long bytes;

    Found(String file) {
      this.file = file;
    }

    void read(Disk.File in, Segment segment, long size) throws IOException {
      if (Format.SegmentHeader.parse(SegmentScanner.header(in)).isEmpty()) {
        damage(0, Format.SEGMENT_HEADER, Recovery.HEADER_DAMAGE);
      }
      SegmentScanner scanner = new SegmentScanner(in, segment.name().salt(), this, size);
      long end = scanner.scan(Format.SEGMENT_HEADER, false).validEnd();
      if (end < size) {
        damage(end, size, Recovery.LATE_DAMAGE);
      }
      bytes = size;
    }

    @Override
    public void record(long at, byte kind, ByteBuffer body) {
      records++;
    }

    @Override
    public void damage(long from, long to, String what) {
      damages.add(new StoreCheck.Damage(file + ", bytes " + from + " to " + to, what));
    }
  }
}
