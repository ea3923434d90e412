package io.muster.events.provider.recovery;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.columns.EventIds;
import io.muster.events.provider.columns.LongRows;
import io.muster.events.provider.columns.RowOrder;
import java.util.Optional;

/** How events ended, by id and in the order in which they came: about 60 bytes for each. */
final class RanTable {
  private static final int ID = 0;
  private static final int CREATED_AT = 2;
  private static final int OUTCOME_ATTEMPTS = 3;
  private static final int NUMBER = 4;
  private static final int COLUMNS = 5;
  private static final ConsumedEvent.Outcome[] OUTCOMES = ConsumedEvent.Outcome.values();

  private final LongRows rows = new LongRows(COLUMNS);
  private final EventIds ids = new EventIds(rows, ID);
  private final RowOrder order = new RowOrder();
  private long taken;

  private int compare(int a, int b) {
    return Long.compare(rows.get(a, NUMBER), rows.get(b, NUMBER));
  }

  Optional<RanIds.Ran> get(EventId id) {
    int row = ids.find(id);
    return row < 0 ? Optional.empty() : Optional.of(ran(row));
  }

  private RanIds.Ran ran(int row) {
    return new RanIds.Ran(
        rows.get(row, CREATED_AT),
        OUTCOMES[rows.high(row, OUTCOME_ATTEMPTS)],
        rows.low(row, OUTCOME_ATTEMPTS));
  }

  /** Puts one, or another end of one that keeps its place; returns whether it is new. */
  boolean put(EventId id, RanIds.Ran ran) {
    int known = ids.find(id);
    int row = known < 0 ? add(id) : known;
    rows.set(row, CREATED_AT, ran.createdAt());
    rows.set(row, OUTCOME_ATTEMPTS, ran.outcome().ordinal(), ran.attempts());
    return known < 0;
  }

  private int add(EventId id) {
    int row = rows.add();
    ids.add(row, id);
    rows.set(row, NUMBER, ++taken);
    order.add(row, this::compare);
    return row;
  }

  int size() {
    return rows.size();
  }

  /** Returns the oldest. */
  Optional<RanIds.Ran> oldest() {
    int row = order.atOrAfter(any -> 0);
    return row < 0 ? Optional.empty() : Optional.of(ran(row));
  }

  /** Removes the oldest. */
  void removeOldest() {
    int row = order.atOrAfter(any -> 0);
    order.remove(row, this::compare);
    ids.remove(row);
    rows.remove(row);
  }
}
