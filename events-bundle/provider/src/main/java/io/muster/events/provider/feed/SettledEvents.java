package io.muster.events.provider.feed;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.columns.EventIds;
import io.muster.events.provider.columns.LongRows;
import io.muster.events.provider.columns.Numbered;
import io.muster.peer.PeerKey;

/**
 * Events of which one SETTLED is here and no receipt: what is remembered of the past, until it is
 * so old that none of its entries can come any more. Each is a row of numbers, about 90 bytes with
 * what finds it.
 */
final class SettledEvents {
  private static final int ID = 0;
  private static final int RECIPIENT_FEED = 2;
  private static final int SEQ = 3;
  private static final int CREATED_AT = 4;
  private static final int RECEIPT_ADDED = 5;
  private static final int RECEIPT_SEQ = 6;
  private static final int ADDED_SEQ = 7;
  private static final int OUTCOMES = 8;
  private static final int COLUMNS = 9;

  private static final ConsumedEvent.Outcome[] CONSUMED = ConsumedEvent.Outcome.values();
  private static final Settled.Outcome[] OUTCOME = Settled.Outcome.values();

  private final LongRows rows = new LongRows(COLUMNS);
  private final EventIds ids = new EventIds(rows, ID);
  private final Numbered<PeerKey> recipients = new Numbered<>();
  private final Numbered<FeedId> feeds = new Numbered<>();

  /** Adds one that is not here. */
  void add(EventKey key, Position addedAt, EventFacts.Settlement settlement) {
    Settled settled = settlement.entry();
    int row = rows.add();
    ids.add(row, key.id());
    Position at = settlement.at();
    rows.set(row, RECIPIENT_FEED, recipients.use(key.recipient()), feeds.use(at.feed()));
    rows.set(row, SEQ, at.seq());
    rows.set(row, CREATED_AT, settled.createdAt());
    Position receipt = settled.receipt();
    rows.set(row, RECEIPT_ADDED, feeds.use(receipt.feed()), feeds.use(addedAt.feed()));
    rows.set(row, RECEIPT_SEQ, receipt.seq());
    rows.set(row, ADDED_SEQ, addedAt.seq());
    rows.set(row, OUTCOMES, settled.consumed().ordinal(), settled.outcome().ordinal());
  }

  /** Removes one. */
  void remove(int row) {
    ids.remove(row);
    recipients.release(rows.high(row, RECIPIENT_FEED));
    feeds.release(rows.low(row, RECIPIENT_FEED));
    feeds.release(rows.high(row, RECEIPT_ADDED));
    feeds.release(rows.low(row, RECEIPT_ADDED));
    rows.remove(row);
  }

  /** Returns the row of an event, or -1. */
  int find(EventId id, PeerKey recipient) {
    int number = recipients.of(recipient);
    return number < 0 ? -1 : ids.find(id, row -> rows.high(row, RECIPIENT_FEED) == number);
  }

  /** Returns a row with an id, or -1. */
  int find(EventId id) {
    return ids.find(id);
  }

  /** Returns the first row at or behind a number, or -1. */
  int next(int from) {
    return rows.next(from);
  }

  int size() {
    return rows.size();
  }

  /** Returns what is known of a settled event: as it is now, not as it may become. */
  EventFacts facts(int row) {
    EventKey key = new EventKey(ids.get(row), recipients.value(rows.high(row, RECIPIENT_FEED)));
    Settled settled =
        new Settled(
            key.id(),
            key.recipient(),
            rows.get(row, CREATED_AT),
            position(rows.high(row, RECEIPT_ADDED), rows.get(row, RECEIPT_SEQ)),
            CONSUMED[rows.high(row, OUTCOMES)],
            OUTCOME[rows.low(row, OUTCOMES)],
            Bytes.EMPTY);
    Position at = position(rows.low(row, RECIPIENT_FEED), rows.get(row, SEQ));
    Position addedAt = position(rows.low(row, RECEIPT_ADDED), rows.get(row, ADDED_SEQ));
    return new EventFacts(key, addedAt, new EventFacts.Settlement(settled, at));
  }

  private Position position(int feed, long seq) {
    return seq == 0 ? Position.NONE : new Position(feeds.value(feed), seq);
  }

  /** Returns how many bytes the rows take, with what finds them. */
  long bytes() {
    return rows.bytes() + ids.bytes();
  }
}
