package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * A segment as readers see it. Each read borrows a file of its own, so that no lock is held while
 * the disk works; at most two idle ones are kept.
 */
final class Segment {
  private final Disk disk;
  private final Format.SegmentName name;
  private final int generation;
  private final BlockingQueue<Disk.File> idle = new ArrayBlockingQueue<>(2);
  private volatile boolean retired;

  // Guarded by the index.
  private long size;
  private long live;
  private long kept;

  Segment(Disk disk, Format.SegmentName name, int generation, long size) {
    this.disk = disk;
    this.name = name;
    this.generation = generation;
    this.size = size;
  }

  Format.SegmentName name() {
    return name;
  }

  /** How often it was rewritten. */
  int generation() {
    return generation;
  }

  int number() {
    return name.number();
  }

  long size() {
    return size;
  }

  void grownTo(long newSize) {
    size = newSize;
  }

  long live() {
    return live;
  }

  void addLive(long bytes) {
    live += bytes;
  }

  /** Notes how much of what is not live must stay, as rewriting it has shown. */
  void keeps(long bytes) {
    kept = bytes;
  }

  long reclaimable() {
    return size - Format.SEGMENT_HEADER - live - kept;
  }

  /** A record's body, or null if the record does not check or is of another kind. */
  ByteBuffer read(long at, byte kind, int bodyLength) throws IOException {
    byte[] record = new byte[Format.RECORD_HEADER + bodyLength];
    Disk.File file = borrow();
    try {
      if (at + record.length > file.size()) {
        return null;
      }
      file.read(at, record, 0, record.length);
    } finally {
      giveBack(file);
    }
    return sound(record, kind)
        ? ByteBuffer.wrap(record, Format.RECORD_HEADER, bodyLength).slice()
        : null;
  }

  /** The first bytes of a body, not checked, or null if the file is too short. */
  byte[] readHead(long at, int length) throws IOException {
    byte[] head = new byte[length];
    Disk.File file = borrow();
    try {
      if (at + Format.RECORD_HEADER + length > file.size()) {
        return null;
      }
      file.read(at + Format.RECORD_HEADER, head, 0, length);
      return head;
    } finally {
      giveBack(file);
    }
  }

  private boolean sound(byte[] record, byte kind) {
    int header = Format.RECORD_HEADER;
    ByteBuffer in = ByteBuffer.wrap(record);
    return in.getInt(0) == Format.check(name.salt(), record, 4, header - 4)
        && in.getInt(4) == record.length - header
        && in.getInt(8) == Format.check(name.salt(), record, header, record.length - header)
        && in.get(12) == kind;
  }

  /** No more idle files are kept; those that are borrowed are closed when they come back. */
  void retire() throws IOException {
    retired = true;
    closeIdle();
  }

  private Disk.File borrow() throws IOException {
    Disk.File file = idle.poll();
    return file == null ? disk.open(name.file(), Disk.Mode.READ) : file;
  }

  private void giveBack(Disk.File file) throws IOException {
    if (retired || !idle.offer(file)) {
      file.close();
    }
    if (retired) {
      closeIdle();
    }
  }

  private void closeIdle() throws IOException {
    for (Disk.File file = idle.poll(); file != null; file = idle.poll()) {
      file.close();
    }
  }
}
