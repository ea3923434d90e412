package io.muster.events.file;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;

/**
 * The changes that are written together and confirmed by one fsync: their records, and what they
 * will have made of the index.
 */
final class Group {
  /** The place of a blob that was durable before this group. */
  static final int BEFORE = Integer.MAX_VALUE;

  private static final int NOT = -1;

  private final Index index;
  private final RecordBuffer buffer;
  private final Segment segment;
  private final long at;
  private final Set<LogId> namedBefore;
  private final Set<LogId> named = new HashSet<>();
  private final Map<LogId, Long> next = new HashMap<>();
  private final Map<ByteBuffer, Integer> blobs = new HashMap<>();

  Group(Index index, RecordBuffer buffer, Segment segment, Set<LogId> namedBefore) {
    this.index = index;
    this.buffer = buffer;
    this.segment = segment;
    this.at = segment.size();
    this.namedBefore = namedBefore;
  }

  RecordBuffer buffer() {
    return buffer;
  }

  Set<LogId> named() {
    return named;
  }

  long place(int offsetInBuffer) {
    return Index.place(segment.number(), at + offsetInBuffer);
  }

  /**
   * Writes a record about a log; around the log's first record in a segment its name is told,
   * twice, so that one damaged record does not lose it.
   */
  long aboutLog(LogId id, String name, IntSupplier record) {
    boolean tell = !namedBefore.contains(id) && named.add(id);
    if (tell) {
      buffer.name(name);
    }
    int offset = record.getAsInt();
    if (tell) {
      buffer.name(name);
    }
    return place(offset);
  }

  long nextNumber(LogId id) {
    return next.computeIfAbsent(id, index::next);
  }

  long takeNumber(LogId id) {
    long number = nextNumber(id);
    next.put(id, number + 1);
    return number;
  }

  long first(LogId id) {
    return index.first(id);
  }

  /** Says whether a blob is kept, should this group be written. */
  boolean keeps(byte[] hash) {
    return offset(hash) != NOT;
  }

  /** Where a blob begins in the buffer; or {@link #BEFORE}, or {@link #NOT}. */
  int offset(byte[] hash) {
    return blobs.computeIfAbsent(ByteBuffer.wrap(hash), h -> index.hasBlob(hash) ? BEFORE : NOT);
  }

  void kept(byte[] hash, int offset) {
    blobs.put(ByteBuffer.wrap(hash), offset);
  }

  void dropped(byte[] hash) {
    blobs.put(ByteBuffer.wrap(hash), NOT);
  }
}
