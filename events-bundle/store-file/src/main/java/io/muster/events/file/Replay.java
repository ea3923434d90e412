package io.muster.events.file;

import io.muster.events.spi.StoreException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

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
   * @throws StoreException if the record is of a kind that this version must not ignore
   */
  Runnable change(long at, byte kind, byte[] body) {
    long place = Index.place(segment.number(), at);
    ByteBuffer in = ByteBuffer.wrap(body);
    return switch (kind) {
      case Format.NAME -> {
        String name = new String(body, StandardCharsets.US_ASCII);
        yield () -> index.named(name);
      }
      case Format.ENTRY -> entry(in, place);
      case Format.TRUNCATE -> {
        LogId id = LogId.read(in);
        long first = in.getLong();
        long next = in.getLong();
        yield () -> index.truncated(id, first, next, place);
      }
      case Format.BLOB -> blob(body, place);
      case Format.DROP -> () -> index.dropped(body);
      case Format.CELL -> {
        String name = cellName(in);
        int length = in.remaining();
        yield () -> index.cell(name, place, length);
      }
      case Format.END -> () -> {};
      default -> ignored(at, kind);
    };
  }

  private Runnable entry(ByteBuffer in, long place) {
    LogId id = LogId.read(in);
    long number = in.getLong();
    int length = in.remaining();
    return () -> index.entry(id, number, place, length);
  }

  private Runnable blob(byte[] body, long place) {
    byte[] hash = Arrays.copyOf(body, Format.BLOB_HEAD);
    int length = body.length - Format.BLOB_HEAD;
    return () -> index.blob(hash, place, length);
  }

  /** Reads a cell's name; what remains is its content. */
  static String cellName(ByteBuffer body) {
    byte[] name = new byte[body.get() & 0xff];
    body.get(name);
    return new String(name, StandardCharsets.US_ASCII);
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
