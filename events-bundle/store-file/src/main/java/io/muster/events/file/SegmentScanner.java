package io.muster.events.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a segment from its beginning and finds every valid record, also behind damage: where a
 * record does not check, it searches on for the next that does. Each byte is looked at once or
 * twice, whatever the file contains.
 */
final class SegmentScanner {
  private static final int WINDOW = 1 << 20;

  private final Disk.File file;
  private final long salt;
  private final Visitor visitor;
  private final long size;
  private byte[] window = new byte[WINDOW];
  private long windowAt;
  private int windowLength;

  /** Is told what a segment contains, from its beginning to its end. */
  interface Visitor {
    void record(long at, byte kind, byte[] body) throws IOException;

    void damage(long from, long to) throws IOException;
  }

  /**
   * What was found at the end.
   *
   * @param validEnd where the last valid record ends
   * @param size where the file ends
   * @param isClean true if the last record says that the store was closed in order
   */
  record Tail(long validEnd, long size, boolean isClean) {}

  /** A record's header, if it checks. */
  private record Header(int length, int bodyCheck, byte kind) {}

  SegmentScanner(Disk.File file, long salt, Visitor visitor) throws IOException {
    this.file = file;
    this.salt = salt;
    this.visitor = visitor;
    this.size = file.size();
  }

  static byte[] header(Disk.File file) throws IOException {
    byte[] header = new byte[(int) Math.min(Format.SEGMENT_HEADER, file.size())];
    file.read(0, header, 0, header.length);
    return header;
  }

  Tail scan() throws IOException {
    long at = Math.min(Format.SEGMENT_HEADER, size);
    long validEnd = at;
    boolean clean = false;
    while (at < size) {
      Header header = headerAt(at);
      byte[] body = header == null ? null : bodyAt(at, header);
      if (body == null) {
        long next = nextValid(header == null ? at + Format.ALIGNMENT : endOf(at, header));
        if (next < 0) {
          break;
        }
        visitor.damage(at, next);
        clean = false;
        at = next;
      } else {
        visitor.record(at, header.kind(), body);
        clean = header.kind() == Format.END;
        at = endOf(at, header);
        validEnd = Math.min(at, size);
      }
    }
    return new Tail(validEnd, size, clean && validEnd == size);
  }

  private static long endOf(long at, Header header) {
    return at + Format.sizeOf(header.length());
  }

  private long nextValid(long from) throws IOException {
    for (long at = from; at + Format.RECORD_HEADER <= size; at += Format.ALIGNMENT) {
      Header header = headerAt(at);
      if (header != null && bodyAt(at, header) != null) {
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
            && in.getInt(0) == Format.check(salt, window, from + 4, Format.RECORD_HEADER - 4);
    return sound ? new Header(length, in.getInt(8), in.get(12)) : null;
  }

  private byte[] bodyAt(long at, Header header) throws IOException {
    if (at + Format.RECORD_HEADER + header.length() > size) {
      return null;
    }
    int from = load(at + Format.RECORD_HEADER, header.length());
    boolean sound = header.bodyCheck() == Format.check(salt, window, from, header.length());
    return sound ? Arrays.copyOfRange(window, from, from + header.length()) : null;
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
