package io.muster.events.provider.columns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/**
 * Row numbers in an order: leaves of some hundred each, so that adding at the end costs as little
 * as in an array, and elsewhere never more than a leaf and the list of leaves.
 */
public final class RowOrder {
  private static final int LEAF = 512;
  private static final int SMALLEST = 4;

  private final List<Leaf> leaves = new ArrayList<>(1);
  private int size;
  private int changes;

  private static final class Leaf {
    int[] rows = new int[SMALLEST];
    int count;

    void insert(int at, int row) {
      if (count == rows.length) {
        rows = Arrays.copyOf(rows, 2 * count);
      }
      System.arraycopy(rows, at, rows, at + 1, count - at);
      rows[at] = row;
      count++;
    }

    void remove(int at) {
      count--;
      System.arraycopy(rows, at + 1, rows, at, count - at);
    }

    int last() {
      return rows[count - 1];
    }
  }

  /** Returns how many rows there are. */
  public int size() {
    return size;
  }

  /**
   * Adds a row.
   *
   * @param order compares two rows; never equal
   */
  public void add(int row, IntBinaryOperator order) {
    size++;
    changes++;
    if (leaves.isEmpty()) {
      leaves.add(new Leaf());
    }
    IntUnaryOperator toRow = other -> order.applyAsInt(other, row);
    Leaf last = leaves.get(leaves.size() - 1);
    if (last.count == 0 || toRow.applyAsInt(last.last()) < 0) {
      append(last, row);
      return;
    }
    int at = leafOf(toRow);
    Leaf leaf = leaves.get(at);
    if (leaf.count == LEAF) {
      split(at);
      leaf = toRow.applyAsInt(leaf.last()) < 0 ? leaves.get(at + 1) : leaf;
    }
    leaf.insert(placeIn(leaf, toRow), row);
  }

  private void append(Leaf last, int row) {
    Leaf to = last;
    if (last.count == LEAF) {
      to = new Leaf();
      leaves.add(to);
    }
    to.insert(to.count, row);
  }

  private void split(int at) {
    Leaf leaf = leaves.get(at);
    Leaf upper = new Leaf();
    upper.rows = Arrays.copyOfRange(leaf.rows, LEAF / 2, LEAF);
    upper.count = LEAF - LEAF / 2;
    leaf.rows = Arrays.copyOf(leaf.rows, LEAF / 2);
    leaf.count = LEAF / 2;
    leaves.add(at + 1, upper);
  }

  /**
   * Returns the first leaf whose last row is not before the place; the number of leaves if none.
   */
  private int leafOf(IntUnaryOperator place) {
    int low = 0;
    int high = leaves.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place.applyAsInt(leaves.get(middle).last()) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static int placeIn(Leaf leaf, IntUnaryOperator place) {
    int low = 0;
    int high = leaf.count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (place.applyAsInt(leaf.rows[middle]) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Removes a row that is here; {@code order} as when it was added. */
  public void remove(int row, IntBinaryOperator order) {
    IntUnaryOperator toRow = other -> other == row ? 0 : order.applyAsInt(other, row);
    int at = leafOf(toRow);
    if (at == leaves.size()) {
      throw new NoSuchElementException("Row " + row + " is not in the order");
    }
    Leaf leaf = leaves.get(at);
    int place = placeIn(leaf, toRow);
    if (place == leaf.count || leaf.rows[place] != row) {
      throw new NoSuchElementException("Row " + row + " is not in the order");
    }
    leaf.remove(place);
    if (leaf.count == 0) {
      leaves.remove(at);
    }
    size--;
    changes++;
  }

  /**
   * Returns the first row that is not before a place, or -1.
   *
   * @param place compares a row to the place
   */
  public int atOrAfter(IntUnaryOperator place) {
    int at = leafOf(place);
    return at == leaves.size() ? -1 : leaves.get(at).rows[placeIn(leaves.get(at), place)];
  }

  /** Returns the last row, or -1. */
  public int last() {
    return size == 0 ? -1 : leaves.get(leaves.size() - 1).last();
  }

  /** Returns the rows in order; fails if one is added or removed meanwhile. */
  public PrimitiveIterator.OfInt iterator() {
    return new Cursor();
  }

  private final class Cursor implements PrimitiveIterator.OfInt {
    private final int seen = changes;
    private int leaf;
    private int place;

    @Override
    public boolean hasNext() {
      return leaf < leaves.size();
    }

    @Override
    public int nextInt() {
      if (seen != changes) {
        throw new ConcurrentModificationException();
      }
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Leaf current = leaves.get(leaf);
      int row = current.rows[place++];
      if (place == current.count) {
        leaf++;
        place = 0;
      }
      return row;
    }
  }

  /** Returns how many bytes the arrays take. */
  public long bytes() {
    return leaves.stream().mapToLong(leaf -> 4L * leaf.rows.length).sum();
  }
}
