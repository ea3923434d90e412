package io.muster.events.provider.feed;

import io.muster.events.spi.EventLog;
import java.util.List;
import java.util.function.Consumer;

/** Reads all of a log in pieces, so that a long one is never in memory as a whole. */
public final class WholeLog {
  private static final int PIECE_BYTES = 1 << 20;
  private static final int PIECE_ENTRIES = 1024;

  private WholeLog() {}

  /**
   * Hands over each entry in order; blocks on the disk.
   *
   * @throws io.muster.events.spi.StoreException if the store cannot read
   */
  public static void read(EventLog log, Consumer<EventLog.Entry> reader) {
    long from = log.first();
    while (from < log.next()) {
      List<EventLog.Entry> piece = log.read(from, PIECE_ENTRIES, PIECE_BYTES);
      if (piece.isEmpty()) {
        return;
      }
      piece.forEach(reader);
      from = piece.get(piece.size() - 1).number() + 1;
    }
  }
}
