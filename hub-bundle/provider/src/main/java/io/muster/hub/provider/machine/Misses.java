package io.muster.hub.provider.machine;

/**
 * Whether dials failed one after another of late, and nothing has been connected since. Then it is
 * likely this node that cannot dial: others are tried one at a time and slowly, not all at once for
 * nothing. For one decision on one thread.
 */
final class Misses {
  /** What is of late, in milliseconds. */
  private static final long WINDOW = 60_000;

  private final Limits.Manners manners;
  private final long at;
  private int count;
  private int dialling;
  private long lastMiss = Backoff.NEVER;
  private long lastLink = Backoff.NEVER;

  Misses(Limits.Manners manners, long at) {
    this.manners = manners;
    this.at = at;
  }

  /** Looks at a peer that nobody wants, or at any that is connected. */
  void look(PeerState peer, boolean wanted) {
    if (peer.link().isPresent()) {
      lastLink = Math.max(lastLink, peer.since());
    } else if (!wanted && peer.dialling() != 0) {
      dialling++;
    } else if (!wanted && peer.backoff().failures() > 0 && isOfLate(peer.backoff().lastTried())) {
      count++;
      lastMiss = Math.max(lastMiss, peer.backoff().lastTried());
    }
  }

  private boolean isOfLate(long time) {
    return time != Backoff.NEVER && at - time < WINDOW;
  }

  private boolean isMissing() {
    return count >= manners.misses() && lastLink <= lastMiss;
  }

  /** How many others may be dialled now. */
  long allowed() {
    if (!isMissing()) {
      return Long.MAX_VALUE;
    }
    return dialling == 0 && at - lastMiss >= manners.calm() ? 1 : 0;
  }
}
