package io.muster.checker;

import java.util.HashMap;
import java.util.Map;

/**
 * What a node did more than once, and whether a kill explains it.
 *
 * <p>A ledger has a line {@code open} for each start of its keeper and a line {@code close} for
 * each proper end. Where a {@code close} is missing, the process was killed, and what it had done
 * last may have been done without a durable note of it.
 */
final class Repeats {
  private final Map<String, Place> done = new HashMap<>();
  private long life;
  private long line;
  private boolean open;
  private boolean killed;
  private long lastOfKilled;

  private record Place(long life, long line) {}

  void opened() {
    killed = open;
    if (killed) {
      lastOfKilled = line;
    }
    open = true;
    life++;
  }

  void closed() {
    open = false;
  }

  /**
   * Notes that something was done.
   *
   * @param what what was done
   * @param window how many of the last things done before a kill may be done again
   * @return whether it had been done before, and no kill explains that
   */
  boolean unexplained(String what, long window) {
    line++;
    Place before = done.put(what, new Place(life, line));
    if (before == null) {
      return false;
    }
    boolean inKilledLife = killed && before.life() == life - 1;
    return !inKilledLife || lastOfKilled - before.line() >= window;
  }
}
