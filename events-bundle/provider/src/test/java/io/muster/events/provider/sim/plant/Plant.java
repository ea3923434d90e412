package io.muster.events.provider.sim.plant;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A bug: what is written instead of something in a shipped class, or in two.
 *
 * @param name what is wrong
 * @param expected the invariants of which one must catch it
 * @param changes what is replaced; each text stands there once
 * @param seeds seeds that are likely to find it, or none
 */
public record Plant(String name, Set<String> expected, List<Change> changes, String seeds) {
  /** A text of a class, below the provider's package, and what stands in its place. */
  public record Change(String file, String from, String to) {
    String in(String source, String plant) {
      int at = source.indexOf(from);
      if (at < 0 || source.indexOf(from, at + 1) >= 0) {
        throw new IllegalStateException(
            "The bug '"
                + plant
                + "' cannot be planted: "
                + file
                + " does not contain '"
                + from
                + "' once. The class has changed: adapt the plant");
      }
      return source.replace(from, to);
    }
  }

  static Plant of(String name, Set<String> expected, String file, String from, String to) {
    return new Plant(name, expected, List.of(new Change(file, from, to)), "");
  }

  /** Returns the same with another change of the same class. */
  Plant and(String from, String to) {
    return and(changes.get(0).file(), from, to);
  }

  /** Returns the same with a change of another class. */
  Plant and(String file, String from, String to) {
    List<Change> both = new ArrayList<>(changes);
    both.add(new Change(file, from, to));
    return new Plant(name, expected, List.copyOf(both), seeds);
  }

  /** Returns the same for seeds of one profile alone. */
  Plant in(String which) {
    return new Plant(name, expected, changes, which);
  }

  /** Returns the classes that have the bug. */
  public List<String> files() {
    return changes.stream().map(Change::file).distinct().toList();
  }

  /** Returns the source of a class with the bug. */
  public String into(String file, String source) {
    String planted = source;
    for (Change change : changes) {
      planted = change.file().equals(file) ? change.in(planted, name) : planted;
    }
    return planted;
  }

  /** Says whether a seed is worth trying. */
  public boolean takes(long seed) {
    int kind = Math.floorMod(seed, 40);
    return switch (seeds) {
      case "calm" -> kind == 13;
      case "skewed" -> kind == 21;
      case "restless" -> kind % 8 == 6;
      case "malicious" -> kind % 8 == 2 && kind != 18;
      case "forking" -> kind == 18;
      case "twins" -> kind == 5 || kind == 37;
      case "forgetful" -> kind == 29;
      case "bereft" -> kind == 3;
      default -> kind != 13 && kind != 21;
    };
  }
}
