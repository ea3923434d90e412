package io.muster.host.demo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a seed has in store for a run: each process is killed once ({@code kill -9}) while events
 * are under way, and started again a little later.
 *
 * @param kills one after the other
 */
record Chaos(List<Kill> kills) {
  private static final double FIRST = 0.1;
  private static final double LAST = 0.8;
  private static final int LONGEST_DOWN_MILLIS = 3000;

  /**
   * One process's fate.
   *
   * @param node its name
   * @param share of the events that are under way then, how many the server must have the receipts
   *     for; up to 0.8
   * @param downMillis how long it stays away, up to 3 s
   */
  record Kill(String node, double share, int downMillis) {}

  /** The fate of these nodes; the same for the same seed. */
  static Chaos of(long seed, List<String> nodes) {
    Random random = new Random(seed);
    List<String> shuffled = new ArrayList<>(nodes);
    Collections.shuffle(shuffled, random);
    List<Kill> kills = new ArrayList<>();
    for (String node : shuffled) {
      double share = FIRST + (LAST - FIRST) * random.nextDouble();
      kills.add(new Kill(node, share, random.nextInt(LONGEST_DOWN_MILLIS)));
    }
    return new Chaos(List.copyOf(kills));
  }
}
