package io.muster.events.file;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** The numbers of FORMAT.md, and the checks over them. */
final class Format {
  static final long MAGIC = 0x4d55535445525347L;
  static final int VERSION = 1;
  static final int SEGMENT_HEADER = 32;
  static final int RECORD_HEADER = 16;
  static final int ALIGNMENT = 8;
  static final int MAX_BODY = (2 << 20) + 64;

  static final byte NAME = 1;
  static final byte ENTRY = 2;
  static final byte TRUNCATE = 3;
  static final byte BLOB = 4;
  static final byte DROP = 5;
  static final byte CELL = 6;
  static final byte END = 7;

  static final int ENTRY_HEAD = 24;
  static final int TRUNCATE_BODY = 32;
  static final int BLOB_HEAD = 32;
  private static final long MAX_NUMBER = 1L << 53;

  private static final Pattern SEGMENT_NAME =
      Pattern.compile("segment-([0-9a-f]{8})-([0-9a-f]{16})\\.log");

  private Format() {}

  /** A segment's number and salt, as its file name has them. */
  record SegmentName(int number, long salt) {
    static Optional<SegmentName> parse(String file) {
      Matcher matcher = SEGMENT_NAME.matcher(file);
      return matcher.matches() && matcher.group(1).compareTo("80000000") < 0
          ? Optional.of(
              new SegmentName(
                  Integer.parseInt(matcher.group(1), 16),
                  Long.parseUnsignedLong(matcher.group(2), 16)))
          : Optional.empty();
    }

    String file() {
      HexFormat hex = HexFormat.of();
      return "segment-" + hex.toHexDigits(number) + "-" + hex.toHexDigits(salt) + ".log";
    }

    /** The file that holds the index of the segment. */
    String indexFile() {
      return file().replace(".log", ".idx");
    }
  }

  /**
   * How many bytes at the beginning of a body say what the record does to the index.
   *
   * @param body the body, or at least so much of it
   */
  static int headLength(byte kind, int bodyLength, ByteBuffer body) {
    int wanted =
        switch (kind) {
          case NAME -> bodyLength;
          case ENTRY -> ENTRY_HEAD;
          case TRUNCATE -> TRUNCATE_BODY;
          case BLOB, DROP -> BLOB_HEAD;
          case CELL -> 1 + (body.get(body.position()) & 0xff);
          default -> 0;
        };
    return Math.min(wanted, bodyLength);
  }

  /** Bytes that a record with such a body takes. */
  static int sizeOf(int bodyLength) {
    return aligned(RECORD_HEADER + bodyLength);
  }

  static int aligned(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static long aligned(long length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  static boolean isOptional(byte kind) {
    return kind < 0;
  }

  static boolean isKnown(byte kind) {
    return kind >= NAME && kind <= END;
  }

  /** CRC-32C of the salt and some bytes; the salt keeps strangers from writing valid records. */
  static int check(long salt, byte[] bytes, int from, int length) {
    CRC32C crc = salted(salt);
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** The same of what remains in buffers, which are empty afterwards. */
  static int check(long salt, ByteBuffer... bytes) {
    CRC32C crc = salted(salt);
    for (ByteBuffer each : bytes) {
      crc.update(each);
    }
    return (int) crc.getValue();
  }

  private static CRC32C salted(long salt) {
    CRC32C crc = new CRC32C();
    for (int shift = 56; shift >= 0; shift -= 8) {
      crc.update((int) (salt >>> shift));
    }
    return crc;
  }

  static byte[] segmentHeader(SegmentName name, int generation) {
    ByteBuffer header = ByteBuffer.allocate(SEGMENT_HEADER);
    header.putLong(MAGIC).putInt(VERSION).putInt(generation);
    header.putInt(name.number()).putLong(name.salt());
    header.putInt(check(0, header.array(), 0, SEGMENT_HEADER - 4));
    return header.array();
  }

  /** What a sound header says: the format's version, and how often the segment was rewritten. */
  record SegmentHeader(int version, int generation) {
    /** Empty if the header is damaged. */
    static Optional<SegmentHeader> parse(byte[] header) {
      ByteBuffer in = ByteBuffer.wrap(header);
      boolean sound =
          header.length == SEGMENT_HEADER
              && in.getLong(0) == MAGIC
              && in.getInt(SEGMENT_HEADER - 4) == check(0, header, 0, SEGMENT_HEADER - 4);
      return sound ? Optional.of(new SegmentHeader(in.getInt(8), in.getInt(12))) : Optional.empty();
    }
  }

  /**
   * Says whether a body can be what its kind says; one of a kind that is not known can be anything.
   *
   * @param body the body, or the beginning of it that {@link #headLength} says
   */
  static boolean isPossible(byte kind, int bodyLength, ByteBuffer body) {
    int at = body.position();
    return switch (kind) {
      case NAME -> bodyLength > 0;
      case ENTRY -> bodyLength >= ENTRY_HEAD && isNumber(body.getLong(at + ENTRY_HEAD - 8));
      case TRUNCATE ->
          bodyLength >= TRUNCATE_BODY
              && isNumber(body.getLong(at + TRUNCATE_BODY - 16))
              && isNumber(body.getLong(at + TRUNCATE_BODY - 8));
      case BLOB, DROP -> bodyLength >= BLOB_HEAD;
      case CELL -> bodyLength > 0 && bodyLength > (body.get(at) & 0xff);
      default -> true;
    };
  }

  private static boolean isNumber(long entry) {
    return entry >= 1 && entry < MAX_NUMBER;
  }
}
