package io.muster.hub.provider;

import java.util.function.Consumer;

/** Says whether a node is at a hub; a change is told when it has lasted for three seconds. */
final class Online {
  /** How long a change must last to be told, in milliseconds. */
  static final long STEADY = 3_000;

  private final Consumer<Boolean> changed;
  private boolean told;
  private boolean last;
  private long since;

  Online(Consumer<Boolean> changed) {
    this.changed = changed;
  }

  void look(boolean up, long at) {
    if (up != last) {
      last = up;
      since = at;
    }
    if (last != told && at - since >= STEADY) {
      told = last;
      changed.accept(told);
    }
  }
}
