package io.muster.staging.provider;

import io.muster.staging.StagingEntry;

/**
 * The entries in the order in which they came: a tree of places, four levels of 64, whose state can
 * be kept in one step ({@link #snapshot}). A node that a snapshot shares is copied when it is
 * changed. Places of entries that went stay empty until {@link #isSparse} and a rebuild. Used under
 * the bench's lock; snapshots by anybody.
 */
final class EntryRow {
  static final int BITS = 6;
  static final int WIDTH = 1 << BITS;
  static final int MASK = WIDTH - 1;
  static final int TOP = 3 * BITS;
  private static final int SPARSE = 1_024;

  /** Who may change a node: it stands behind the node's last place. */
  private Object owner = new Object();

  private Object[] root = node();
  private int next;
  private int live;

  private Object[] node() {
    Object[] node = new Object[WIDTH + 1];
    node[WIDTH] = owner;
    return node;
  }

  private Object[] own(Object[] node) {
    if (node[WIDTH] == owner) {
      return node;
    }
    Object[] copy = node.clone();
    copy[WIDTH] = owner;
    return copy;
  }

  /** Appends an entry: its place. */
  int add(StagingEntry entry) {
    int place = next++;
    live++;
    set(place, entry);
    return place;
  }

  /** Empties a place. */
  void remove(int place) {
    live--;
    set(place, null);
  }

  /** Puts another entry in a place. */
  void set(int place, StagingEntry entry) {
    root = own(root);
    Object[] node = root;
    for (int shift = TOP; shift > 0; shift -= BITS) {
      int at = place >>> shift & MASK;
      Object[] below = (Object[]) node[at];
      below = below == null ? node() : own(below);
      node[at] = below;
      node = below;
    }
    node[place & MASK] = entry;
  }

  int size() {
    return live;
  }

  /** Whether most places are empty, so that a rebuild pays off. */
  boolean isSparse() {
    return next - live > live + SPARSE;
  }

  /** The entries as they are now, in constant time. */
  EntryList snapshot() {
    owner = new Object();
    return new EntryList(root, next, live);
  }
}
