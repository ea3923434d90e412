package io.muster.events.provider.delivery;

/**
 * How many calls are prepared at a time: as many as a handler proved able to take in one go, since
 * what is prepared and not begun was prepared in vain.
 */
final class Appetite {
  private static final int MOST = 64;

  /** Characters of payloads that are prepared at most, but for the first. */
  private static final int MOST_CHARACTERS = 256 * 1024;

  private int next = 1;

  /** Says whether a further call is to be prepared. */
  boolean takes(int prepared, int characters) {
    return prepared < next && characters < MOST_CHARACTERS;
  }

  /** Learns how many of those prepared have begun. */
  void learn(int prepared, int begun) {
    if (begun < prepared) {
      next = Math.max(1, begun);
    } else if (prepared == next) {
      next = Math.min(MOST, 2 * next);
    }
  }
}
