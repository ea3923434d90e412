package io.muster.events.file;

import io.muster.events.spi.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Writes changes to the newest segment, forces them, and only then tells the index and whoever
 * waits. For one thread. A failed write or fsync is final; a full disk is not. Space for the next
 * changes is set aside in pieces, as zeros, because forcing a file that does not grow is cheaper.
 */
final class Journal {
  private final Disk disk;
  private final Index index;
  private final FileStoreLimits limits;
  private final Tools tools;
  private final SegmentFiles files;
  private final RecordBuffer buffer = RecordBuffer.direct();
  private ByteBuffer zeros;
  private final Set<LogId> namedInTail = new HashSet<>();
  private Segment tail;
  private SegmentRows rows = new SegmentRows();
  private Disk.File file;
  private long setAside;
  private volatile StoreException failure;

  /**
   * What a journal needs besides.
   *
   * @param salts draws the secret of a new segment
   * @param indexFiles keeps the index of a segment when it is sealed
   */
  record Tools(LongSupplier salts, IndexFiles indexFiles) {}

  Journal(Disk disk, Index index, FileStoreLimits limits, Tools tools) {
    this.disk = disk;
    this.index = index;
    this.limits = limits;
    this.tools = tools;
    this.files = new SegmentFiles(disk);
  }

  /** Goes on in a segment, whose bytes are all durable. */
  void resume(Segment segment, Disk.File open, SegmentRows known) {
    tail = segment;
    rows = known;
    file = open;
    setAside = segment.size();
  }

  /** Begins the segment with a number. */
  void begin(int number) throws IOException {
    Format.SegmentName name = new Format.SegmentName(number, tools.salts().getAsLong());
    Disk.File created = files.create(name);
    if (file != null) {
      seal();
    }
    file = created;
    tail = new Segment(disk, name, 0, Format.SEGMENT_HEADER);
    rows = new SegmentRows();
    setAside = tail.size();
    namedInTail.clear();
    index.add(tail);
  }

  private void seal() throws IOException {
    file.truncate(tail.size());
    file.close();
    tools.indexFiles().write(tail, tail.size(), rows);
  }

  /** Why nothing is written any more, or null. */
  StoreException failure() {
    return failure;
  }

  /** Writes changes, in order, and completes their stages. */
  void commit(List<? extends Op<?>> ops) {
    List<? extends Op<?>> allowed = ops;
    StoreException full = failure == null ? shortOfSpace(ops) : null;
    if (full != null) {
      ops.stream().filter(op -> !op.frees()).forEach(op -> op.fail(full));
      allowed = ops.stream().filter(Op::frees).toList();
    }
    if (failure == null && !allowed.isEmpty()) {
      write(allowed);
    } else {
      failAll(allowed, failure);
    }
  }

  private StoreException shortOfSpace(List<? extends Op<?>> ops) {
    try {
      long wanted = ops.stream().mapToLong(Op::bytes).sum();
      long usable = disk.usableBytes();
      return usable - wanted < limits.reserveBytes()
          ? StoreErrors.full(usable, limits.reserveBytes(), null)
          : null;
    } catch (IOException e) {
      return null; // the write itself will tell
    }
  }

  private void write(List<? extends Op<?>> ops) {
    try {
      rollBefore(ops.stream().mapToLong(Op::bytes).sum());
    } catch (Disk.FullException e) {
      failAll(ops, StoreErrors.full(0, limits.reserveBytes(), e));
      return;
    } catch (IOException e) {
      fail("Beginning a segment", e);
      failAll(ops, failure);
      return;
    }
    buffer.reset(tail.name().salt());
    Group group = new Group(index, buffer, tail, namedInTail);
    ops.forEach(op -> op.encode(group));
    long at = tail.size();
    StoreException problem = append();
    if (problem == null) {
      namedInTail.addAll(group.named());
      index.change(() -> ops.forEach(op -> op.apply(index)));
      ops.forEach(Op::confirm);
      rows.addRecords(buffer.encoded(), at); // nobody waits for them
    } else {
      failAll(ops, problem);
    }
  }

  private void rollBefore(long bytes) throws IOException {
    boolean hasRecords = tail.size() > Format.SEGMENT_HEADER;
    if (hasRecords && tail.size() + bytes > limits.segmentBytes()) {
      begin(tail.number() + 1);
    }
  }

  /** Writes and forces the buffer; returns what went wrong, or null. */
  private StoreException append() {
    if (buffer.length() == 0) {
      return null;
    }
    long at = tail.size();
    try {
      file.write(at, buffer.encoded());
      setAside(at + buffer.length());
    } catch (Disk.FullException e) {
      return undo(at, e);
    } catch (IOException e) {
      return fail("A write to " + tail.name().file(), e);
    }
    try {
      file.force();
    } catch (IOException e) {
      return fail("The fsync of " + tail.name().file(), e);
    }
    index.grown(tail, at + buffer.length());
    return null;
  }

  /**
   * Writes zeros behind what was written, unless there are some, or so much is written at once that
   * they would cost more than they save.
   */
  private void setAside(long end) throws IOException {
    if (end > setAside) {
      boolean isWorthIt = buffer.length() < limits.asideBytes() / 8;
      long more = isWorthIt ? Math.min(limits.asideBytes(), limits.segmentBytes() - end) : 0;
      if (more > 0) {
        more = fill(end, (int) more);
      }
      setAside = end + Math.max(more, 0);
    }
  }

  private int fill(long end, int more) throws IOException {
    if (zeros == null) {
      zeros = ByteBuffer.allocateDirect(limits.asideBytes());
    }
    try {
      file.write(end, zeros.duplicate().limit(more));
      return more;
    } catch (Disk.FullException e) {
      file.truncate(end); // what was written fits, no more
      return 0;
    }
  }

  /** Takes back what was written, durably, so that nothing of what failed can come back. */
  private StoreException undo(long at, Disk.FullException cause) {
    try {
      file.truncate(at);
      file.force();
      setAside = at;
      return StoreErrors.full(0, limits.reserveBytes(), cause);
    } catch (IOException e) {
      return fail("Taking back a write for which there was no space", e);
    }
  }

  StoreException fail(String what, IOException cause) {
    failure = StoreErrors.failed(what, cause);
    return failure;
  }

  private static void failAll(List<? extends Op<?>> ops, StoreException why) {
    new ArrayList<>(ops).forEach(op -> op.fail(why));
  }

  /** Notes that the store was closed in order, if it can, and closes the file. */
  void close() throws IOException {
    buffer.reset(tail.name().salt());
    buffer.record(Format.END, new byte[0], new byte[0]);
    long at = tail.size();
    if (failure == null && append() == null) {
      rows.addRecords(buffer.encoded(), at);
      seal();
    } else {
      file.close();
    }
  }
}
