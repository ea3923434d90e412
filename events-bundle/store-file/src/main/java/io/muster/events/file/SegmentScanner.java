package io.muster.events.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads a segment from its beginning and finds every valid record, also behind damage: where a
 * record does not check, it searches on for the next that does. Each byte is looked at once or
 * twice, whatever the file contains.
 */
final class SegmentScanner {
  private static final int WINDOW = 1 << 20;
  private static final String UNKNOWN =
      "damage; should it have been a cell, its content before that is served";
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final Disk.File file;
  private final long salt;
  private final Visitor visitor;
  private final long size;
  private boolean doubtsEntries;
  private byte[] window;
  private long windowAt;
  private int windowLength;

  /** Is told what a segment contains, from its beginning to its end. */
  interface Visitor {
    /** The body is valid during the call only; its position is 0. */
    void record(long at, byte kind, ByteBuffer body) throws IOException;

    /** Bytes that do not check, and what they may have been, in words. */
    void damage(long from, long to, String what) throws IOException;

    /** An entry that is sound, but was written together with something that is not. */
    default void orphan(long at) {}
  }

  /**
   * What was found at the end.
   *
   * @param validEnd where the last valid record ends
   * @param usedEnd where the last byte ends that is not zero, if it is behind {@code validEnd}
   * @param size where the file ends
   * @param isClean true if the last record says that the store was closed in order
   */
  record Tail(long validEnd, long usedEnd, long size, boolean isClean) {
    boolean isTorn() {
      return usedEnd > validEnd;
    }
  }

  /** A record's header, if it checks. */
  private record Header(int length, int bodyCheck, byte kind, int reach) {}

  SegmentScanner(Disk.File file, long salt, Visitor visitor) throws IOException {
    this(file, salt, visitor, file.size());
  }

  /** Reads no more than so many bytes. */
  SegmentScanner(Disk.File file, long salt, Visitor visitor, long size) {
    this.file = file;
    this.salt = salt;
    this.visitor = visitor;
    this.size = size;
    this.window = new byte[(int) Math.min(WINDOW, size)];
  }

  /**
   * From now on an entry counts as damaged if a blob of it is: the segment may end with a write
   * that a power cut has torn. One that ends in order was forced to its last byte.
   */
  void doubtEntries() {
    doubtsEntries = true;
  }

  private boolean endsInOrder() throws IOException {
    long end = size - Format.RECORD_HEADER;
    Header last = end >= Format.SEGMENT_HEADER ? headerAt(end) : null;
    return last != null && last.kind() == Format.END;
  }

  static byte[] header(Disk.File file) throws IOException {
    byte[] header = new byte[(int) Math.min(Format.SEGMENT_HEADER, file.size())];
    file.read(0, header, 0, header.length);
    return header;
  }

  /**
   * Reads on behind what is known already.
   *
   * @param from where a record begins, or the segment's header ends
   * @param endsWithEnd whether the record before it says that the store was closed in order
   */
  Tail scan(long from, boolean endsWithEnd) throws IOException {
    long at = Math.min(from, size);
    long validEnd = at;
    long damageEnd = 0;
    doubtsEntries = doubtsEntries && at < size && !endsInOrder();
    boolean clean = endsWithEnd;
    while (at < size) {
      Header header = headerAt(at);
      ByteBuffer body = header == null ? null : bodyAt(at, header);
      if (body == null || isOrphan(at, header, damageEnd)) {
        long next = nextValid(header == null ? at + Format.ALIGNMENT : endOf(at, header));
        if (next < 0) {
          break;
        }
        visitor.damage(at, next, header == null ? UNKNOWN : whatIsLeftOf(at, header));
        clean = false;
        at = next;
        damageEnd = next;
      } else {
        visitor.record(at, header.kind(), body);
        clean = header.kind() == Format.END;
        at = endOf(at, header);
        validEnd = Math.min(at, size);
      }
    }
    long usedEnd = usedEnd(validEnd);
    return new Tail(validEnd, usedEnd, size, clean && validEnd == usedEnd);
  }

  private boolean isOrphan(long at, Header header, long damageEnd) {
    boolean orphan = doubtsEntries && header.reach() > 0 && at - header.reach() < damageEnd;
    if (orphan) {
      visitor.orphan(at);
    }
    return orphan;
  }

  /** Where what is not zero ends: space that was set aside for the next records is zeros. */
  private long usedEnd(long validEnd) throws IOException {
    long used = validEnd;
    for (long at = validEnd; at < size; at++) {
      int i = at < windowAt + windowLength && at >= windowAt ? (int) (at - windowAt) : load(at, 1);
      used = window[i] == 0 ? used : at + 1;
    }
    return used;
  }

  /** What a record was whose header is sound and whose body is not. */
  private String whatIsLeftOf(long at, Header header) throws IOException {
    String cell =
        header.kind() == Format.CELL ? cellName(at + Format.RECORD_HEADER, header.length()) : "";
    return switch (header.kind()) {
      case Format.ENTRY -> "damage in an entry, or in a blob of it";
      case Format.BLOB -> "damage in a blob";
      case Format.CELL -> "damage in the cell " + cell + ": its content before that is served";
      default -> "damage in a record of kind " + header.kind();
    };
  }

  private String cellName(long at, int length) throws IOException {
    if (length == 0 || at + length > size) {
      return "?";
    }
    int from = load(at, 1);
    int end = Math.min(1 + (window[from] & 0xff), length);
    from = load(at, end);
    String name = new String(window, from + 1, end - 1, StandardCharsets.US_ASCII);
    return name.replaceAll("[^A-Za-z0-9._/=-]", "?");
  }

  private static long endOf(long at, Header header) {
    return at + Format.sizeOf(header.length());
  }

  private long nextValid(long from) throws IOException {
    for (long at = from; at + Format.RECORD_HEADER <= size; at += Format.ALIGNMENT) {
      Header header = isZero(at) ? null : headerAt(at);
      if (header != null && bodyAt(at, header) != null && !isOrphan(at, header, at)) {
        return at;
      }
    }
    return -1;
  }

  private Header headerAt(long at) throws IOException {
    if (at + Format.RECORD_HEADER > size) {
      return null;
    }
    int from = load(at, Format.RECORD_HEADER);
    ByteBuffer in = ByteBuffer.wrap(window, from, Format.RECORD_HEADER).slice();
    int length = in.getInt(4);
    boolean sound =
        length >= 0
            && length <= Format.MAX_BODY
            && in.get(12) != 0
            && in.getInt(0) == Format.check(salt, window, from + 4, Format.RECORD_HEADER - 4);
    if (!sound) {
      return null;
    }
    byte kind = in.get(12);
    int reach = kind == Format.ENTRY ? (in.getInt(12) & 0xff_ffff) * Format.ALIGNMENT : 0;
    return new Header(length, in.getInt(8), kind, reach);
  }

  private ByteBuffer bodyAt(long at, Header header) throws IOException {
    if (at + Format.RECORD_HEADER + header.length() > size) {
      return null;
    }
    int from = load(at + Format.RECORD_HEADER, header.length());
    boolean sound = header.bodyCheck() == Format.check(salt, window, from, header.length());
    ByteBuffer body = ByteBuffer.wrap(window, from, header.length()).slice();
    return sound && Format.isPossible(header.kind(), header.length(), body) ? body : null;
  }

  private boolean isZero(long at) throws IOException {
    return (long) LONGS.get(window, load(at, Long.BYTES)) == 0;
  }

  /** Makes sure that some bytes are in the window and says where. */
  private int load(long at, int length) throws IOException {
    if (at < windowAt || at + length > windowAt + windowLength) {
      if (length > window.length) {
        window = new byte[Format.MAX_BODY + WINDOW];
      }
      windowAt = at;
      windowLength = (int) Math.min(window.length, size - at);
      file.read(at, window, 0, windowLength);
    }
    return (int) (at - windowAt);
  }
}
