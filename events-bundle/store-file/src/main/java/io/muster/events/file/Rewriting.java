package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a segment contains that is written in the place of one or several neighbours. */
final class Rewriting implements SegmentFiles.Content, SegmentScanner.Visitor {
  private static final int FLUSH = 1 << 20;
  private static final byte[] NOTHING = {};

  private final Disk disk;
  private final Index index;
  private final Quarantine quarantine;
  private final IndexFiles indexFiles;
  private final List<Segment> sources;
  private final Format.SegmentName name;
  private final RecordBuffer buffer = new RecordBuffer();
  private final SegmentRows rows = new SegmentRows();
  private final List<Runnable> moves = new ArrayList<>();
  private final Set<LogId> named = new HashSet<>();
  private final Replay replay;
  private long written = Format.SEGMENT_HEADER;
  private Disk.File out;
  private OlderBlobs older;
  private Segment source;
  private Disk.File in;

  Rewriting(Disk disk, Recovery.Recovered recovered, List<Segment> sources) {
    this.disk = disk;
    this.index = recovered.index();
    this.quarantine = recovered.quarantine();
    this.indexFiles = recovered.indexFiles();
    this.sources = sources;
    this.name = sources.get(0).name();
    this.replay = new Replay(index, name);
    buffer.reset(name.salt());
  }

  boolean isEmpty() {
    return moves.isEmpty();
  }

  /** What has to be told the index when the new segment is in its place. */
  List<Runnable> moves() {
    return moves;
  }

  SegmentRows rows() {
    return rows;
  }

  @Override
  public void writeTo(Disk.File file) throws IOException {
    out = file;
    older = OlderBlobs.before(name.number(), index, indexFiles);
    byte[] header = Format.segmentHeader(name, sources.get(0).generation() + 1);
    out.write(0, header, 0, header.length);
    for (Segment segment : sources) {
      source = segment;
      Optional<IndexFiles.Known> known = indexFiles.readIfThere(segment);
      if (known.isPresent() && known.get().covered() == segment.size()) {
        SegmentRows.read(known.get().rows(), this::row);
      } else {
        scan(segment);
      }
    }
    flush();
  }

  private void scan(Segment segment) throws IOException {
    try (Disk.File opened = disk.open(segment.name().file(), Disk.Mode.READ)) {
      in = opened;
      SegmentScanner.Tail tail =
          new SegmentScanner(in, segment.name().salt(), this).scan(Format.SEGMENT_HEADER, false);
      if (tail.isTorn()) {
        damage(tail.validEnd(), tail.usedEnd(), Recovery.LATE_DAMAGE);
      }
    }
  }

  /** Of what an index knows, only what is kept is read. */
  private void row(long at, byte kind, ByteBuffer head, int bodyLength) throws IOException {
    long place = Index.place(source.number(), at);
    if (isNeeded(kind, head, bodyLength, place)) {
      ByteBuffer body = source.read(at, kind, bodyLength);
      if (body == null) {
        throw new RottenException(source, at);
      }
      keep(kind, bytes(body));
    }
  }

  private static byte[] bytes(ByteBuffer body) {
    byte[] copy = new byte[body.limit()];
    body.get(0, copy);
    return copy;
  }

  @Override
  public void record(long at, byte kind, ByteBuffer body) throws IOException {
    long place = Index.place(source.number(), at);
    if (isNeeded(kind, body, body.limit(), place)) {
      keep(kind, bytes(body));
    }
  }

  private boolean isNeeded(byte kind, ByteBuffer head, int bodyLength, long place) {
    return index.isNeeded(kind, head.duplicate(), bodyLength, place)
        && (kind != Format.DROP || older.mayHave(head.getLong(head.position())));
  }

  private void keep(byte kind, byte[] body) throws IOException {
    String log = nameToTell(kind, body);
    tell(log);
    long newAt = written + buffer.record(kind, body, NOTHING);
    tell(log);
    moves.add(replay.change(newAt, kind, ByteBuffer.wrap(body), body.length));
    if (buffer.length() > FLUSH) {
      flush();
    }
  }

  @Override
  public void damage(long from, long to, String what) throws IOException {
    quarantine.keep(new Quarantine.Range(source.name().file(), from, to), in, what);
  }

  private void tell(String log) {
    if (log != null) {
      buffer.name(log);
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
    out.write(written, buffer.encoded());
    rows.addRecords(buffer.encoded(), written);
    written += buffer.length();
    buffer.reset(name.salt());
  }
}
