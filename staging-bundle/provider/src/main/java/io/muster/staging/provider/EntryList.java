package io.muster.staging.provider;

import io.muster.staging.StagingEntry;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/** A state of an {@link EntryRow}: immutable. It is read in place; only holes make it copy. */
final class EntryList extends AbstractList<StagingEntry> {
  private final Object[] root;
  private final int places;
  private final int size;

  /** The entries without the holes, once somebody has asked for one by its number. */
  private volatile StagingEntry[] dense;

  EntryList(Object[] root, int places, int size) {
    this.root = root;
    this.places = places;
    this.size = size;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public StagingEntry get(int index) {
    Objects.checkIndex(index, size);
    if (places == size) {
      return (StagingEntry) leaf(index)[index & EntryRow.MASK];
    }
    StagingEntry[] known = dense;
    if (known == null) {
      known = toArray(new StagingEntry[size]);
      dense = known;
    }
    return known[index];
  }

  private Object[] leaf(int place) {
    Object[] node = root;
    for (int shift = EntryRow.TOP; shift > 0; shift -= EntryRow.BITS) {
      node = (Object[]) node[place >>> shift & EntryRow.MASK];
    }
    return node;
  }

  @Override
  public Iterator<StagingEntry> iterator() {
    return new Walk();
  }

  /** Goes over the places and leaves out the holes. */
  private final class Walk implements Iterator<StagingEntry> {
    private int place;
    private int given;
    private Object[] leaf;

    @Override
    public boolean hasNext() {
      return given < size;
    }

    @Override
    public StagingEntry next() {
      if (given == size) {
        throw new NoSuchElementException();
      }
      while (place < places) {
        if (leaf == null || (place & EntryRow.MASK) == 0) {
          leaf = leaf(place);
        }
        Object entry = leaf[place++ & EntryRow.MASK];
        if (entry != null) {
          given++;
          return (StagingEntry) entry;
        }
      }
      throw new IllegalStateException("the row has fewer entries than its size");
    }
  }
}
