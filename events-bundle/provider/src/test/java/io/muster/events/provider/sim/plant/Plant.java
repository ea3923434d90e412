package io.muster.events.provider.sim.plant;

import java.util.List;
import java.util.Set;

/**
 * A bug: what is written instead of something in one shipped class.
 *
 * @param name what is wrong
 * @param expected the invariants of which one must catch it
 * @param file the class, below the provider's package
 * @param changes what is replaced; each text stands there once
 * @param seeds seeds that are likely to find it, or none
 */
public record Plant(
    String name, Set<String> expected, String file, List<Change> changes, String seeds) {
  /** A text and what stands in its place. */
  public record Change(String from, String to) {}

  static Plant of(String name, Set<String> expected, String file, String from, String to) {
    return new Plant(name, expected, file, List.of(new Change(from, to)), "");
  }

  Plant and(String from, String to) {
    List<Change> both = new java.util.ArrayList<>(changes);
    both.add(new Change(from, to));
    return new Plant(name, expected, file, List.copyOf(both), seeds);
  }

  /** Returns the same for seeds of one profile alone. */
  Plant in(String which) {
    return new Plant(name, expected, file, changes, which);
  }

  /** Returns the source with the bug. */
  public String into(String source) {
    String planted = source;
    for (Change change : changes) {
      int at = planted.indexOf(change.from());
      if (at < 0 || planted.indexOf(change.from(), at + 1) >= 0) {
        throw new IllegalStateException(
            "The bug '"
                + name
                + "' cannot be planted: "
                + file
                + " does not contain '"
                + change.from()
                + "' once. The class has changed: adapt the plant");
      }
      planted = planted.replace(change.from(), change.to());
    }
    return planted;
  }

  /** Says whether a seed is worth trying. */
  public boolean takes(long seed) {
    int kind = Math.floorMod(seed, 40);
    return switch (seeds) {
      case "calm" -> kind == 13;
      case "skewed" -> kind == 21;
      case "restless" -> kind % 8 == 6 && kind != 21;
      case "malicious" -> kind % 8 == 2;
      default -> kind != 13 && kind != 21;
    };
  }
}
