package io.muster.events.provider.sync;

/** So many things at once, and so many a second in the long run. */
final class Allowance {
  private final int most;
  private final int perSecond;
  private double left;
  private long filledAt;

  Allowance(int most, int perSecond, long now) {
    this.most = most;
    this.perSecond = perSecond;
    this.left = most;
    this.filledAt = now;
  }

  /** Takes one; false if there was none. */
  boolean take(long now) {
    fill(now);
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /** Says whether there is one. */
  boolean isThere(long now) {
    fill(now);
    return left >= 1;
  }

  private void fill(long now) {
    left = Math.min(most, left + Math.max(0, now - filledAt) * perSecond / 1000.0);
    filledAt = now;
  }
}
