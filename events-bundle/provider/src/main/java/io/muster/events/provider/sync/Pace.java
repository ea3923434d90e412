package io.muster.events.provider.sync;

/** How fast a peer gives what it was asked for. */
final class Pace {
  /** A peer that gives nothing for so long is not waited for. */
  static final long PATIENCE_MS = 5_000;

  /** A peer that gives fewer bytes in that time is not waited for if another can be asked. */
  static final int LEAST_BYTES = 10 * 1024;

  private long heardAt;
  private long since;
  private int bytes;

  /** What to think of the peer. */
  enum Verdict {
    GOOD,
    SLOW,
    SILENT
  }

  Pace(long now) {
    restart(now);
  }

  /** Begins anew: what came before does not count, nor did the peer have to give anything. */
  void restart(long now) {
    heardAt = now;
    since = now;
    bytes = 0;
  }

  void heard(int more, long now) {
    heardAt = now;
    bytes += more;
  }

  /** Judges; called at least every second. */
  Verdict judge(long now) {
    if (now - heardAt >= PATIENCE_MS) {
      return Verdict.SILENT;
    }
    if (now - since < PATIENCE_MS) {
      return Verdict.GOOD;
    }
    Verdict verdict = bytes < LEAST_BYTES ? Verdict.SLOW : Verdict.GOOD;
    since = now;
    bytes = 0;
    return verdict;
  }
}
