package io.muster.events.provider.feed;

import java.util.Optional;
import java.util.TreeSet;

/** Where the unbroken stretches of a feed begin: one, or more around a hole that a TRIM left. */
final class Stretches {
  private final TreeSet<Long> begins = new TreeSet<>();

  /** A batch was put behind the last one. */
  void add(long first, long lastBefore) {
    if (begins.isEmpty() || first != lastBefore + 1) {
      begins.add(first);
    }
  }

  /** Batches from a number on are gone again. */
  void cut(long first) {
    begins.tailSet(first, true).clear();
  }

  /** What is before a number is gone but for the first batch; {@code next} is left, 0 if none. */
  void dropped(long through, long next) {
    begins.headSet(through, true).removeIf(begin -> begin > 1);
    if (next > 0) {
      begins.add(next);
    }
  }

  /** Returns where the stretch begins that holds a number which is here. */
  Optional<Long> of(long seq) {
    return Optional.ofNullable(begins.floor(seq));
  }
}
