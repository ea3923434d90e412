package io.muster.events.file;

import java.util.Arrays;

/**
 * Where the entries of one log are: 12 bytes for each, in arrays. A place of 0 is a hole. Guarded
 * by the {@link Index}.
 */
final class LogIndex {
  /** More entries in a row than can be lost while others survive. */
  private static final int MAX_GAP = 1 << 24;

  private String name;
  private long base = 1;
  private int head;
  private int count;
  private long[] places = new long[8];
  private int[] lengths = new int[8];
  private long truncatePlace;

  String name() {
    return name;
  }

  void named(String newName) {
    name = newName;
  }

  long truncatePlace() {
    return truncatePlace;
  }

  void truncatedAt(long place) {
    truncatePlace = place;
  }

  long next() {
    return base + count;
  }

  boolean exists() {
    return next() > 1;
  }

  long first() {
    for (int i = head; i < count; i++) {
      if (places[i] != 0) {
        return base + i;
      }
    }
    return next();
  }

  /** The number below which everything was forgotten. */
  long start() {
    return base + head;
  }

  long place(long number) {
    return number < start() || number >= next() ? 0 : places[(int) (number - base)];
  }

  int length(long number) {
    return lengths[(int) (number - base)];
  }

  /** Says whether an entry can be kept: one that is far from all others cannot be of this log. */
  boolean canHold(long number) {
    long gap = number < base ? base - number : count == 0 ? 0 : number - next();
    return gap < MAX_GAP;
  }

  void put(long number, long place, int length) {
    if (count == 0 && number > base) {
      base = number;
    }
    if (number < base) {
      makeRoomBefore(number);
    }
    int slot = Math.toIntExact(number - base);
    if (slot >= places.length) {
      resize(Math.max(slot + 1, places.length + (places.length >> 1)));
    }
    count = Math.max(count, slot + 1);
    head = Math.min(head, slot);
    places[slot] = place;
    lengths[slot] = length;
  }

  void clear(long number) {
    places[(int) (number - base)] = 0;
  }

  /** Forgets what is older than {@code before}; numbering goes on at {@code next} or later. */
  void truncate(long before, long next) {
    if (before >= next()) {
      base = Math.max(next, next());
      head = 0;
      count = 0;
      places = new long[8];
      lengths = new int[8];
      return;
    }
    head = (int) Math.max(head, before - base);
    if (head > 64 && head > count / 2) {
      forgetHead();
    }
  }

  private void forgetHead() {
    places = Arrays.copyOfRange(places, head, count + 8);
    lengths = Arrays.copyOfRange(lengths, head, count + 8);
    base += head;
    count -= head;
    head = 0;
  }

  private void makeRoomBefore(long number) {
    int shift = Math.toIntExact(base - number);
    long[] morePlaces = new long[count + shift + 8];
    int[] moreLengths = new int[count + shift + 8];
    System.arraycopy(places, 0, morePlaces, shift, count);
    System.arraycopy(lengths, 0, moreLengths, shift, count);
    places = morePlaces;
    lengths = moreLengths;
    base = number;
    count += shift;
    head += shift;
  }

  private void resize(int capacity) {
    places = Arrays.copyOf(places, capacity);
    lengths = Arrays.copyOf(lengths, capacity);
  }
}
