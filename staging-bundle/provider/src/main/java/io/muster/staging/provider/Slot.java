package io.muster.staging.provider;

import io.muster.staging.StagingEntry;

/** An entry of the bench with its places in the orders that the bench keeps. */
final class Slot {
  StagingEntry entry;

  /** Its place in the row. */
  int place;

  /** When it was last staged, by the timers. */
  long refreshedAt;

  /** Where it stands among all. */
  final Link<Slot> rank = new Link<>(this);

  /** Who told of it first, and where it stands among those of that source; null: nobody. */
  Source source;

  Link<Slot> sourceRank;

  /** How its type expires, and where it stands among those of its type; null: it does not. */
  Expiry.Period period;

  Link<Slot> turn;

  /** The others of its key, in a ring; null: it has no key, or there is no other. */
  Slot keyBefore;

  Slot keyAfter;

  Slot(StagingEntry entry) {
    this.entry = entry;
  }

  String text() {
    return entry.address().toString();
  }

  int size() {
    return PlainData.size(entry.data()) + text().length();
  }
}
