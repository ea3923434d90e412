package io.muster.events.file;

import io.muster.events.spi.StoreUsage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is durable and where it is. Changed by the writer when it was forced, read by anybody. One
 * lock, never held while the disk works. A place is a segment's number and the offset in it, in one
 * long; 0 is nowhere.
 */
final class Index {
  private final Map<LogId, LogIndex> logs = new HashMap<>();
  private final BlobTable blobs = new BlobTable();
  private final Map<String, Cell> cells = new HashMap<>();
  private final SegmentTable segments = new SegmentTable();

  /** Where something can be read. */
  record Slot(long number, Segment segment, long place, int length) {
    long offset() {
      return offsetOf(place);
    }
  }

  private record Cell(long place, int length) {}

  static long place(int segment, long offset) {
    return ((long) segment << 32) | (offset / Format.ALIGNMENT);
  }

  static long offsetOf(long place) {
    return (place & 0xffff_ffffL) * Format.ALIGNMENT;
  }

  // --- what the writer and the recovery tell ---

  /** Makes several changes at once. */
  synchronized void change(Runnable changes) {
    changes.run();
  }

  synchronized void named(LogId id, String name) {
    log(id).named(name);
  }

  /** Gives a name to a log that exists, should the records of it have been damaged. */
  synchronized void namedIfKnown(LogId id, String name) {
    LogIndex log = logs.get(id);
    if (log != null) {
      log.named(name);
    }
  }

  synchronized void entry(LogId id, long number, long place, int length) {
    LogIndex log = log(id);
    if (number < log.start() && log.truncatePlace() != 0 || !log.canHold(number)) {
      return;
    }
    long old = log.place(number);
    segments.unuse(old, old == 0 ? 0 : entrySize(log, number));
    log.put(number, place, length);
    segments.use(place, Format.sizeOf(Format.ENTRY_HEAD + length));
  }

  synchronized void truncated(LogId id, long first, long next, long place) {
    LogIndex log = log(id);
    for (long number = log.start(); number < Math.min(first, log.next()); number++) {
      segments.unuse(log.place(number), entrySize(log, number));
    }
    log.truncate(first, next);
    int size = Format.sizeOf(Format.TRUNCATE_BODY);
    segments.unuse(log.truncatePlace(), size);
    log.truncatedAt(place);
    segments.use(place, size);
  }

  synchronized void blob(byte[] hash, long place, int length) {
    dropped(hash);
    blobs.put(hash, place, length);
    segments.use(place, Format.sizeOf(Format.BLOB_HEAD + length));
  }

  synchronized void dropped(byte[] hash) {
    long place = blobs.place(hash);
    if (place != 0) {
      segments.unuse(place, Format.sizeOf(Format.BLOB_HEAD + blobs.length(hash)));
      blobs.remove(hash);
    }
  }

  synchronized void cell(String name, long place, int length) {
    Cell old = length == 0 ? cells.remove(name) : cells.put(name, new Cell(place, length));
    if (old != null) {
      segments.unuse(old.place(), cellSize(name, old.length()));
    }
    if (length > 0) {
      segments.use(place, cellSize(name, length));
    }
  }

  private LogIndex log(LogId id) {
    return logs.computeIfAbsent(id, i -> new LogIndex());
  }

  private static int entrySize(LogIndex log, long number) {
    return Format.sizeOf(Format.ENTRY_HEAD + log.length(number));
  }

  private static int cellSize(String name, int length) {
    return Format.sizeOf(1 + name.length() + length);
  }

  // --- logs ---

  synchronized Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (LogIndex log : logs.values()) {
      if (log.name() != null && log.exists()) {
        names.add(log.name());
      }
    }
    return Set.copyOf(names);
  }

  synchronized long nameless() {
    return logs.values().stream().filter(log -> log.name() == null).count();
  }

  synchronized String name(LogId id) {
    LogIndex log = logs.get(id);
    return log == null ? null : log.name();
  }

  synchronized long first(LogId id) {
    LogIndex log = logs.get(id);
    return log == null ? 1 : log.first();
  }

  synchronized long next(LogId id) {
    LogIndex log = logs.get(id);
    return log == null ? 1 : log.next();
  }

  /** The entries that a read with these bounds returns. */
  synchronized List<Slot> slots(LogId id, long from, int maxEntries, long maxBytes) {
    LogIndex log = logs.get(id);
    List<Slot> found = new ArrayList<>();
    if (log == null) {
      return found;
    }
    long left = maxBytes;
    for (long n = Math.max(from, log.start()); n < log.next() && left > 0; n++) {
      if (found.size() >= maxEntries) {
        break;
      }
      if (log.place(n) != 0) {
        found.add(slot(log, n));
        left -= log.length(n);
      }
    }
    return found;
  }

  /** Where an entry is now, or null. */
  synchronized Slot slot(LogId id, long number) {
    LogIndex log = logs.get(id);
    return log == null || log.place(number) == 0 ? null : slot(log, number);
  }

  private Slot slot(LogIndex log, long number) {
    long place = log.place(number);
    return new Slot(number, segments.of(place), place, log.length(number));
  }

  /** An entry proved damaged: it is not offered any more. */
  synchronized void forgetEntry(LogId id, Slot damaged) {
    LogIndex log = logs.get(id);
    if (log.place(damaged.number()) == damaged.place()) {
      segments.unuse(damaged.place(), entrySize(log, damaged.number()));
      log.clear(damaged.number());
    }
  }

  // --- blobs and cells ---

  synchronized Slot blob(byte[] hash) {
    return blob(BlobTable.Row.of(hash, 0, 0));
  }

  synchronized boolean hasBlob(byte[] hash) {
    return blobs.place(hash) != 0;
  }

  /** Where the next blobs are, in the order of their hashes. */
  synchronized List<BlobTable.Row> blobsAfter(BlobTable.Row last, int max) {
    return blobs.after(last, max);
  }

  /** Where a blob is now, or null. */
  synchronized Slot blob(BlobTable.Row key) {
    long place = blobs.place(key);
    return place == 0 ? null : new Slot(0, segments.of(place), place, blobs.length(key));
  }

  synchronized int blobs() {
    return blobs.size();
  }

  synchronized Slot cell(String name) {
    Cell cell = cells.get(name);
    return cell == null
        ? null
        : new Slot(0, segments.of(cell.place()), cell.place(), cell.length());
  }

  // --- segments ---

  synchronized StoreUsage usage(int damages) {
    return segments.usage(damages);
  }

  synchronized void add(Segment segment) {
    segments.put(segment);
  }

  synchronized void grown(Segment segment, long size) {
    segment.grownTo(size);
  }

  synchronized List<Segment> segments() {
    return segments.all();
  }

  /** The segment with a number, or null. */
  synchronized Segment segment(int number) {
    return segments.get(number);
  }

  synchronized long sizeOf(Segment segment) {
    return segment.size();
  }

  /** Older segments in which something died since they were rewritten. */
  synchronized List<Segment> dirtyBefore(int number) {
    return segments.dirtyBefore(number);
  }

  synchronized Segment mostlyDead(long leastBytes) {
    return segments.mostlyDead(leastBytes);
  }

  synchronized List<Segment> smallNeighbours(long segmentBytes) {
    return segments.smallNeighbours(segmentBytes);
  }

  /** Says whether a record of a segment is what readers would be given, or still has an effect. */
  synchronized boolean isNeeded(byte kind, ByteBuffer body, int bodyLength, long place) {
    boolean mayHaveOlder = !segments.isOldest(place);
    switch (kind) {
      case Format.ENTRY:
        LogIndex log = logs.get(LogId.read(body));
        return log != null && log.place(body.getLong()) == place;
      case Format.TRUNCATE:
        LogIndex truncated = logs.get(LogId.read(body));
        return truncated != null && truncated.truncatePlace() == place;
      case Format.BLOB:
        return blobs.place(Replay.hash(body)) == place;
      case Format.DROP:
        return mayHaveOlder && blobs.place(Replay.hash(body)) == 0;
      case Format.CELL:
        String name = Replay.cellName(body);
        Cell cell = cells.get(name);
        return bodyLength > 1 + name.length()
            ? cell != null && cell.place() == place
            : cell == null && mayHaveOlder;
      default:
        return Format.isOptional(kind);
    }
  }

  /** A segment was rewritten: replays what it contains now, at once for all readers. */
  synchronized void replace(Segment rewritten, List<Runnable> moves) {
    rewritten.addLive(segments.put(rewritten).live());
    moves.forEach(Runnable::run);
    rewritten.keeps(rewritten.reclaimable());
  }

  synchronized void remove(Segment segment) {
    segments.remove(segment.number());
  }
}
