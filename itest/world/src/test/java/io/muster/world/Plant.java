package io.muster.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A bug: what is written instead of something in a shipped class, or in two.
 *
 * @param name what is wrong
 * @param expected the invariants of which one must catch it
 * @param changes what is replaced; each text stands there once
 */
record Plant(String name, Set<String> expected, List<Change> changes) {
  /** A text of a class, below the provider's package, and what stands in its place. */
  record Change(String file, String from, String to) {
    private String in(String source, String plant) {
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
    return new Plant(name, expected, List.of(new Change(file, from, to)));
  }

  Plant and(String file, String from, String to) {
    List<Change> both = new ArrayList<>(changes);
    both.add(new Change(file, from, to));
    return new Plant(name, expected, List.copyOf(both));
  }

  List<String> files() {
    return changes.stream().map(Change::file).distinct().toList();
  }

  String into(String file, String source) {
    String planted = source;
    for (Change change : changes) {
      planted = change.file().equals(file) ? change.in(planted, name) : planted;
    }
    return planted;
  }

  @Override
  public String toString() {
    return name;
  }
}
