package io.muster.world;

import io.muster.hub.provider.machine.Limits;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a seed decides before the world begins.
 *
 * @param seed the seed
 * @param nodes how many
 * @param hubs how many
 * @param ttlSeconds for how long announcements are good
 * @param steps how many faults come before the quiet
 * @param kinds which faults come
 * @param limits of each node; how many connections is drawn for each node unless all are alike
 * @param alike whether all have the same limits and nobody is wanted
 */
record Plan(
    long seed,
    int nodes,
    int hubs,
    long ttlSeconds,
    int steps,
    Set<Fault> kinds,
    Limits limits,
    boolean alike) {

  /** A few nodes and much trouble. */
  static Plan of(long seed) {
    Chance chance = new Chance(seed);
    int nodes =
        chance.percent(90)
            ? chance.between(3, 8)
            : chance.percent(80) ? chance.between(9, 20) : chance.between(21, 50);
    int interval = chance.between(5, 30);
    // one in eight: everybody has room for everybody, and nobody is wanted
    boolean alike = seed % 8 == 5;
    Limits.Water roomy = new Limits.Water(Math.min(4, nodes - 1), nodes, 2 * nodes, 2 * nodes);
    Limits.Hubs hubs =
        new Limits.Hubs(interval * 1_000L, 1_000, chance.between(5, 30) * 1_000L, 16, 1_000);
    return new Plan(
        seed,
        nodes,
        chance.between(1, 3),
        (long) interval * chance.between(2, 4),
        chance.between(6, 16),
        kinds(chance),
        new Limits(roomy, pace(chance), hubs),
        alike);
  }

  /** A thousand nodes at a hundred hubs, at most two of which each uses. */
  static Plan large(long seed) {
    Limits.Pace pace = new Limits.Pace(8, 5_000, 1_000, 20_000, 60_000, 10_000, 1_000);
    Limits.Hubs hubs = new Limits.Hubs(60_000, 1_000, 20_000, 16, 1_000);
    Limits limits = new Limits(new Limits.Water(4, 12, 24, 24), pace, hubs);
    return new Plan(seed, 1_000, 100, 180, 5, EnumSet.allOf(Fault.class), limits, true);
  }

  /** What both rules are put through: what happens depends on nothing that they do. */
  static Plan contest(long seed, int nodes) {
    Set<Fault> kinds =
        EnumSet.of(
            Fault.CRASH,
            Fault.PARTITION,
            Fault.ONE_WAY,
            Fault.SLEEP,
            Fault.HIDE,
            Fault.DIALS,
            Fault.HUB_DOWN,
            Fault.HUB_SILENT);
    Limits defaults = Limits.defaults();
    Limits.Water water = new Limits.Water(ConnHost.QUOTA, 2 * ConnHost.QUOTA, 64, 16);
    Limits limits = new Limits(water, defaults.pace(), defaults.hubs());
    return new Plan(seed, nodes, 2, 100, 60, kinds, limits, true);
  }

  /** Half of the kinds, so that rare ones come together. */
  private static Set<Fault> kinds(Chance chance) {
    Set<Fault> kinds = EnumSet.noneOf(Fault.class);
    for (Fault kind : Fault.values()) {
      if (chance.percent(50)) {
        kinds.add(kind);
      }
    }
    return kinds.isEmpty() ? EnumSet.of(Fault.CRASH) : kinds;
  }

  private static Limits.Pace pace(Chance chance) {
    return new Limits.Pace(
        chance.between(1, 8),
        chance.between(2, 15) * 1_000L,
        chance.between(500, 2_000),
        chance.between(5, 60) * 1_000L,
        chance.between(10, 90) * 1_000L,
        10_000,
        chance.between(4, 12));
  }

  Limits.Pace pace() {
    return limits.pace();
  }

  Limits limits(Chance chance) {
    if (alike) {
      return limits;
    }
    int cap = chance.between(2, 12);
    int high = chance.between(1, cap);
    int low = chance.between(0, high);
    int unknown = chance.percent(80) ? chance.between(Math.min(low, cap), cap) : 0;
    return new Limits(new Limits.Water(low, high, cap, unknown), limits.pace(), limits.hubs());
  }

  /** After the trouble everybody who is wanted must be connected within so many milliseconds. */
  long patience() {
    long tries = 2 * (pace().backoffMax() + pace().dialTimeout() + 35_000);
    long hub = 2 * (limits.hubs().backoffMax() + 35_000) + 2 * limits.hubs().announceInterval();
    return tries + hub + 2 * Session.DEAD + 60_000;
  }
}
