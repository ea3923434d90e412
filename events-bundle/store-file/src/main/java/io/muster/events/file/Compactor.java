package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rewrites a sealed segment without what is dead, in its place in the order, or deletes it when
 * nothing is left. On the writer's thread. What is damaged goes into quarantine first.
 */
final class Compactor {
  private static final int FLUSH = 1 << 20;

  private final Disk disk;
  private final Index index;
  private final Quarantine quarantine;
  private final SegmentFiles files;

  Compactor(Disk disk, Index index, Quarantine quarantine) {
    this.disk = disk;
    this.index = index;
    this.quarantine = quarantine;
    this.files = new SegmentFiles(disk);
  }

  /**
   * Rewrites the oldest segment that is worth it.
   *
   * @return true if there was one
   * @throws IOException if the disk failed; the store still has one whole version of the segment
   */
  boolean compactOne(long leastBytes) throws IOException {
    Segment old = index.mostlyDead(leastBytes);
    if (old == null) {
      return false;
    }
    String file = old.name().file();
    Rewriting rewriting = new Rewriting(old);
    try (Disk.File rewritten = files.writeAside(file, rewriting)) {
      if (rewriting.moves.isEmpty()) {
        index.remove(old);
        disk.delete(file + SegmentFiles.ASIDE);
        disk.delete(file);
      } else {
        files.publish(file);
        index.replace(new Segment(disk, old.name(), rewritten.size()), rewriting.moves);
      }
    }
    old.retire();
    disk.syncDirectory("");
    return true;
  }

  /** What a rewritten segment contains. */
  private final class Rewriting implements SegmentFiles.Content, SegmentScanner.Visitor {
    private final Segment old;
    private final Replay replay;
    private final RecordBuffer buffer = new RecordBuffer();
    private final List<Runnable> moves = new ArrayList<>();
    private final Set<LogId> named = new HashSet<>();
    private long written = Format.SEGMENT_HEADER;
    private Disk.File out;
    private Disk.File in;

    Rewriting(Segment old) {
      this.old = old;
      this.replay = new Replay(index, old.name());
      buffer.reset(old.name().salt());
    }

    @Override
    public void writeTo(Disk.File file) throws IOException {
      out = file;
      out.write(0, Format.segmentHeader(old.name()), 0, Format.SEGMENT_HEADER);
      try (Disk.File source = disk.open(old.name().file(), Disk.Mode.READ)) {
        in = source;
        SegmentScanner.Tail tail = new SegmentScanner(in, old.name().salt(), this).scan();
        if (tail.validEnd() < tail.size()) {
          damage(tail.validEnd(), tail.size());
        }
      }
      flush();
    }

    @Override
    public void record(long at, byte kind, byte[] body) throws IOException {
      long place = Index.place(old.number(), at);
      if (!index.isNeeded(kind, ByteBuffer.wrap(body), place)) {
        return;
      }
      String name = nameToTell(kind, body);
      tell(name);
      long newAt = written + buffer.record(kind, body, new byte[0]);
      tell(name);
      moves.add(replay.change(newAt, kind, body));
      if (buffer.length() > FLUSH) {
        flush();
      }
    }

    @Override
    public void damage(long from, long to) throws IOException {
      quarantine.keep(new Quarantine.Range(old.name().file(), from, to), in, "damage");
    }

    private void tell(String name) {
      if (name != null) {
        buffer.name(name);
      }
    }

    private String nameToTell(byte kind, byte[] body) {
      if (kind != Format.ENTRY && kind != Format.TRUNCATE) {
        return null;
      }
      LogId id = LogId.read(ByteBuffer.wrap(body));
      return named.add(id) ? index.name(id) : null;
    }

    private void flush() throws IOException {
      out.write(written, buffer.bytes(), 0, buffer.length());
      written += buffer.length();
      buffer.reset(old.name().salt());
    }
  }
}
