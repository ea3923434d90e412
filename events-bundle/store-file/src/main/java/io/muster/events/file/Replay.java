package io.muster.events.file;

import io.muster.events.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Tells the index what the records of one segment mean. */
final class Replay {
  private final Index index;
  private final Format.SegmentName segment;

  Replay(Index index, Format.SegmentName segment) {
    this.index = index;
    this.segment = segment;
  }

  /**
   * What a record does to the index, to be run once; keeps only what it needs of the body.
   *
   * @param in the body, or the beginning of it that {@link Format#headLength} says
   * @throws StoreException if the record is of a kind that this version must not ignore
   */
  Runnable change(long at, byte kind, ByteBuffer in, int bodyLength) {
    long place = Index.place(segment.number(), at);
    return switch (kind) {
      case Format.NAME -> {
        String name = text(in, bodyLength);
        yield () -> index.named(LogId.of(name), name);
      }
      case Format.ENTRY -> entry(in, place, bodyLength);
      case Format.TRUNCATE -> {
        LogId id = LogId.read(in);
        long first = in.getLong();
        long next = in.getLong();
        yield () -> index.truncated(id, first, next, place);
      }
      case Format.BLOB -> blob(in, place, bodyLength);
      case Format.DROP -> drop(in);
      case Format.CELL -> {
        String name = cellName(in);
        int length = bodyLength - 1 - name.length();
        yield () -> index.cell(name, place, length);
      }
      case Format.END -> () -> {};
      default -> ignored(at, kind);
    };
  }

  private Runnable entry(ByteBuffer in, long place, int bodyLength) {
    LogId id = LogId.read(in);
    long number = in.getLong();
    int length = bodyLength - Format.ENTRY_HEAD;
    return () -> index.entry(id, number, place, length);
  }

  private Runnable blob(ByteBuffer in, long place, int bodyLength) {
    byte[] hash = hash(in);
    return () -> index.blob(hash, place, bodyLength - Format.BLOB_HEAD);
  }

  private Runnable drop(ByteBuffer in) {
    byte[] hash = hash(in);
    return () -> index.dropped(hash);
  }

  static byte[] hash(ByteBuffer body) {
    byte[] hash = new byte[Format.BLOB_HEAD];
    body.get(hash);
    return hash;
  }

  /** Reads a cell's name; what remains is its content. */
  static String cellName(ByteBuffer body) {
    return text(body, body.get() & 0xff);
  }

  private static String text(ByteBuffer in, int length) {
    byte[] text = new byte[length];
    in.get(text);
    return new String(text, StandardCharsets.US_ASCII);
  }

  private Runnable ignored(long at, byte kind) {
    if (Format.isOptional(kind)) {
      return () -> {};
    }
    throw new StoreException(
        StoreException.Reason.VERSION,
        segment.file()
            + " has a record of kind "
            + kind
            + " at byte "
            + at
            + ", this version ("
            + Format.VERSION
            + ") knows kinds 1 to "
            + Format.END
            + ". Nothing was changed. Install the version of io.muster.events.file that wrote it",
        null);
  }
}
