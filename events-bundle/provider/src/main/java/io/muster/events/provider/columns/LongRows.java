package io.muster.events.provider.columns;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Rows of a fixed number of longs, in pieces: growing copies nothing, and a piece of which all rows
 * are gone is given back.
 */
public final class LongRows {
  private static final int SHIFT = 11;
  private static final int ROWS = 1 << SHIFT;
  private static final int NONE = -1;

  private final int width;
  private final BitSet present = new BitSet();
  private final BitSet roomy = new BitSet();
  private Piece[] pieces = new Piece[4];
  private int size;

  private static final class Piece {
    final long[] cells;
    final BitSet taken = new BitSet(ROWS);
    int count;

    Piece(int width) {
      cells = new long[ROWS * width];
    }
  }

  /** Begins without rows of so many longs each. */
  public LongRows(int width) {
    this.width = width;
  }

  /** Returns how many rows there are. */
  public int size() {
    return size;
  }

  /** Adds a row of zeros; returns its number, perhaps that of one which was removed. */
  public int add() {
    int index = roomy.nextSetBit(0);
    if (index < 0) {
      index = addPiece();
    }
    Piece piece = pieces[index];
    int place = piece.taken.nextClearBit(0);
    piece.taken.set(place);
    size++;
    if (++piece.count == ROWS) {
      roomy.clear(index);
    }
    return index << SHIFT | place;
  }

  private int addPiece() {
    int index = present.nextClearBit(0);
    if (index == pieces.length) {
      pieces = Arrays.copyOf(pieces, 2 * index);
    }
    pieces[index] = new Piece(width);
    present.set(index);
    roomy.set(index);
    return index;
  }

  /** Removes a row that is there. */
  public void remove(int row) {
    int index = row >>> SHIFT;
    int place = row & ROWS - 1;
    Piece piece = pieces[index];
    piece.taken.clear(place);
    Arrays.fill(piece.cells, place * width, (place + 1) * width, 0);
    piece.count--;
    size--;
    roomy.set(index);
    if (piece.count == 0 && roomy.cardinality() > 1) {
      pieces[index] = null;
      present.clear(index);
      roomy.clear(index);
    }
  }

  /** Returns the first row at or behind a number, or -1. */
  public int next(int from) {
    int place = from & ROWS - 1;
    for (int index = present.nextSetBit(from >>> SHIFT);
        index >= 0;
        index = present.nextSetBit(index + 1)) {
      int found = pieces[index].taken.nextSetBit(index == from >>> SHIFT ? place : 0);
      if (found >= 0) {
        return index << SHIFT | found;
      }
    }
    return NONE;
  }

  /** Returns a cell. */
  public long get(int row, int column) {
    return pieces[row >>> SHIFT].cells[(row & ROWS - 1) * width + column];
  }

  /** Sets a cell. */
  public void set(int row, int column, long value) {
    pieces[row >>> SHIFT].cells[(row & ROWS - 1) * width + column] = value;
  }

  /** Returns the upper half of a cell. */
  public int high(int row, int column) {
    return (int) (get(row, column) >>> Integer.SIZE);
  }

  /** Returns the lower half of a cell. */
  public int low(int row, int column) {
    return (int) get(row, column);
  }

  /** Sets both halves of a cell; the lower one is not negative. */
  public void set(int row, int column, int high, int low) {
    set(row, column, (long) high << Integer.SIZE | low);
  }

  /** Returns how many bytes the arrays take. */
  public long bytes() {
    return present.cardinality() * (8L * ROWS * width + ROWS / 8);
  }
}
