package io.muster.staging.provider;

/**
 * Entries in the order in which they would be given up: those that cannot be reached, for the
 * longest time first; then the others, not refreshed for the longest time first.
 */
final class Ranking {
  private final Chain<Slot> unreachable = new Chain<>();
  private final Chain<Slot> others = new Chain<>();

  /** An entry was refreshed: it keeps its place if it cannot be reached. */
  void refreshed(Slot slot, Link<Slot> link) {
    if (slot.entry.unreachableSince().isEmpty()) {
      others.toEnd(link);
    } else if (!link.isLinked()) {
      unreachable.toEnd(link);
    }
  }

  /** It was learned whether an entry can be reached. */
  void learned(Slot slot, Link<Slot> link) {
    (slot.entry.unreachableSince().isEmpty() ? others : unreachable).toEnd(link);
  }

  /** The entry to give up first, or null if there is none. */
  Slot worst() {
    Slot first = unreachable.first();
    return first != null ? first : others.first();
  }
}
