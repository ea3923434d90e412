package io.muster.events.provider.columns;

import io.muster.events.EventId;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/** Event ids of rows, in two columns, and the rows that have one. */
public final class EventIds {
  private final LongRows rows;
  private final int column;
  private final RowIndex index;

  /** Begins without rows; the ids stand in a column and the one behind it. */
  public EventIds(LongRows rows, int column) {
    this.rows = rows;
    this.column = column;
    this.index = new RowIndex(row -> rows.get(row, column));
  }

  /** Adds a row. */
  public void add(int row, EventId id) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    rows.set(row, column, bytes.getLong());
    rows.set(row, column + 1, bytes.getLong());
    index.add(row);
  }

  /** Removes a row, which still has its id. */
  public void remove(int row) {
    index.remove(row);
  }

  /** Returns a row that has an id and passes the test, or -1. */
  public int find(EventId id, IntPredicate test) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    long first = bytes.getLong();
    long second = bytes.getLong();
    return index.find(first, row -> rows.get(row, column + 1) == second && test.test(row));
  }

  /** Returns a row that has an id, or -1. */
  public int find(EventId id) {
    return find(id, row -> true);
  }

  /** Returns the id of a row. */
  public EventId get(int row) {
    byte[] id = new byte[EventId.BYTES];
    ByteBuffer.wrap(id).putLong(rows.get(row, column)).putLong(rows.get(row, column + 1));
    return EventId.of(id);
  }

  /** Compares as the ids do. */
  public int compare(int a, int b) {
    int first = Long.compareUnsigned(rows.get(a, column), rows.get(b, column));
    return first != 0
        ? first
        : Long.compareUnsigned(rows.get(a, column + 1), rows.get(b, column + 1));
  }

  /** Returns how many bytes the index takes. */
  public long bytes() {
    return index.bytes();
  }
}
