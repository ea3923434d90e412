package io.muster.staging.provider;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which entries have not been refreshed for as long as their type allows. Entries of one type stand
 * in the order of their refreshes, so that each step takes constant time. Used under the bench's
 * lock; times are those of {@link Timers#nanos}.
 */
final class Expiry {
  static final String TYPE = "type";

  private final Map<String, Period> periods = new HashMap<>();

  /** Entries of one type. */
  static final class Period {
    private final long nanos;
    private final Chain<Slot> turns = new Chain<>();

    /** Nothing expires before this; counts if {@code floored}. */
    private long floor;

    private boolean floored;

    Period(long nanos) {
      this.nanos = nanos;
    }

    private long end(Slot slot) {
      long end = slot.refreshedAt + nanos;
      return floored && floor - end > 0 ? floor : end;
    }
  }

  Expiry(Map<String, Duration> byType) {
    byType.forEach((type, time) -> periods.put(type, new Period(time.toNanos())));
  }

  /** Whether anything can expire at all. */
  boolean isOff() {
    return periods.isEmpty();
  }

  /** An entry was refreshed now. */
  void refreshed(Slot slot, Timers timers) {
    if (slot.turn != null || periods.containsKey(slot.entry.data().get(TYPE))) {
      refreshed(slot, timers.nanos());
    }
  }

  /** An entry was refreshed at some time. */
  void refreshed(Slot slot, long now) {
    Period period = periods.get(slot.entry.data().get(TYPE));
    slot.period = period;
    slot.refreshedAt = now;
    if (period != null) {
      slot.turn = slot.turn == null ? new Link<>(slot) : slot.turn;
      period.turns.toEnd(slot.turn);
    } else if (slot.turn != null) {
      remove(slot);
    }
  }

  void remove(Slot slot) {
    if (slot.turn != null) {
      slot.turn.unlink();
      slot.turn = null;
    }
  }

  /** An entry whose time is over, or null. */
  Slot due(long now) {
    for (Period period : periods.values()) {
      Slot first = period.turns.first();
      if (first != null && period.end(first) - now <= 0) {
        return first;
      }
    }
    return null;
  }

  /** When the next entry expires unless it is refreshed. */
  OptionalLong next() {
    OptionalLong next = OptionalLong.empty();
    for (Period period : periods.values()) {
      Slot first = period.turns.first();
      if (first != null && (next.isEmpty() || period.end(first) - next.getAsLong() < 0)) {
        next = OptionalLong.of(period.end(first));
      }
    }
    return next;
  }

  /** The machine has slept: everything has a whole period to be refreshed. */
  void woke(long now) {
    for (Period period : periods.values()) {
      period.floor = now + period.nanos;
      period.floored = true;
    }
  }
}
