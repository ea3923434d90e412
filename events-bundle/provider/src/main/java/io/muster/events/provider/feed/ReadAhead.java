package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.spi.EventLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Reads logs as a whole, one after the other, and decodes their batches: on another thread, some
 * pieces ahead, if one is free, and else on the caller's. The order is the same. Never waits for a
 * task that has not begun.
 */
final class ReadAhead implements AutoCloseable {
  private static final int PIECE_BYTES = 1 << 18;
  private static final int PIECE_ENTRIES = 256;
  private static final int PIECES = 8;

  private final Executor readers;
  private final Deque<EventLog> logs;
  private final Deque<Piece> ready = new ArrayDeque<>();

  /** Where to go on in the first of the logs; 0: at its beginning. */
  private long from;

  /** Somebody reads; guarded by this, as what follows. */
  private boolean reading;

  private boolean submitted;
  private boolean closed;
  private boolean atEnd;

  /**
   * A batch as it was read.
   *
   * @param stored the entry of the log
   * @param entries those of the batch; null if they cannot be read
   */
  record Item(EventLog.Entry stored, Batch batch, List<Entry> entries) {
    static Item of(EventLog.Entry stored) {
      Batch batch = Batch.owning(stored.bytes());
      try {
        return new Item(stored, batch, batch.checkedEntries());
      } catch (MalformedException e) {
        return new Item(stored, batch, null); // fails if it is needed
      }
    }

    /** Returns the entries, or throws what is wrong with them. */
    List<Entry> checkedEntries() {
      return entries == null ? batch.checkedEntries() : entries;
    }
  }

  private record Piece(List<Item> items, boolean endsLog, RuntimeException failure) {}

  ReadAhead(List<EventLog> logs, Executor readers) {
    this.logs = new ArrayDeque<>(logs);
    this.readers = readers;
    this.atEnd = logs.isEmpty();
  }

  /** Hands over all of the next log. */
  void next(Consumer<Item> to) {
    boolean more = true;
    while (more) {
      Piece piece = take();
      if (piece.failure() != null) {
        throw piece.failure();
      }
      piece.items().forEach(to);
      more = !piece.endsLog();
    }
  }

  private Piece take() {
    submit();
    Piece piece = poll();
    if (piece == null) {
      piece = readNext();
      over(piece, false);
    }
    return piece;
  }

  /** Returns what is ready, waiting for one who reads; null if nobody does. */
  private synchronized Piece poll() {
    while (ready.isEmpty() && reading) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while feeds were read", e);
      }
    }
    reading |= ready.isEmpty();
    return ready.poll();
  }

  private void submit() {
    synchronized (this) {
      if (submitted || atEnd || closed || 2 * ready.size() > PIECES) {
        return;
      }
      submitted = true;
    }
    readers.execute(this::readOn);
  }

  private void readOn() {
    while (begins()) {
      over(readNext(), true);
    }
  }

  private synchronized boolean begins() {
    if (closed || atEnd || reading || ready.size() >= PIECES) {
      submitted = false;
      return false;
    }
    reading = true;
    return true;
  }

  private Piece readNext() {
    try {
      return read(logs.peek());
    } catch (RuntimeException e) { // for whoever takes it
      return new Piece(List.of(), true, e);
    }
  }

  private synchronized void over(Piece piece, boolean ahead) {
    if (piece.endsLog()) {
      logs.poll();
      atEnd = piece.failure() != null || logs.isEmpty();
    }
    if (ahead) {
      ready.add(piece);
    }
    reading = false;
    notifyAll();
  }

  private Piece read(EventLog log) {
    if (from == 0) {
      from = log.first();
    }
    List<Item> items = new ArrayList<>();
    List<EventLog.Entry> stored =
        from < log.next() ? log.read(from, PIECE_ENTRIES, PIECE_BYTES) : List.of();
    stored.forEach(entry -> items.add(Item.of(entry)));
    from = stored.isEmpty() ? 0 : stored.get(stored.size() - 1).number() + 1;
    return new Piece(items, from == 0, null);
  }

  /** Ends; returns when nobody reads any more. */
  @Override
  public void close() {
    boolean interrupted = false;
    synchronized (this) {
      closed = true;
      while (reading) {
        try {
          wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
