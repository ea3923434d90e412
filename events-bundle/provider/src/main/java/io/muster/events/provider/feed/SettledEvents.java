package io.muster.events.provider.feed;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.columns.LongRows;
import io.muster.events.provider.columns.Numbered;
import io.muster.events.provider.columns.RowIndex;
import io.muster.peer.PeerKey;
import java.nio.ByteBuffer;
import java.util.function.IntPredicate;

/**
 * Events of which one SETTLED is here and no receipt: what is remembered of the past, until it is
 * so old that none of its entries can come any more. Each is a row of numbers, about 80 bytes with
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
  private final RowIndex ids = new RowIndex(row -> rows.get(row, ID));
  private final Numbered<PeerKey> recipients = new Numbered<>();
  private final Numbered<FeedId> feeds = new Numbered<>();

  private int high(int row, int column) {
    return (int) (rows.get(row, column) >>> Integer.SIZE);
  }

  private int low(int row, int column) {
    return (int) rows.get(row, column);
  }

  private void set(int row, int column, int high, int low) {
    rows.set(row, column, (long) high << Integer.SIZE | low);
  }

  /** Adds one that is not here. */
  void add(EventKey key, Position addedAt, EventFacts.Settlement settlement) {
    Settled settled = settlement.entry();
    int row = rows.add();
    ByteBuffer id = ByteBuffer.wrap(key.id().bytes());
    rows.set(row, ID, id.getLong());
    rows.set(row, ID + 1, id.getLong());
    Position at = settlement.at();
    set(row, RECIPIENT_FEED, recipients.use(key.recipient()), feeds.use(at.feed()));
    rows.set(row, SEQ, at.seq());
    rows.set(row, CREATED_AT, settled.createdAt());
    Position receipt = settled.receipt();
    set(row, RECEIPT_ADDED, feeds.use(receipt.feed()), feeds.use(addedAt.feed()));
    rows.set(row, RECEIPT_SEQ, receipt.seq());
    rows.set(row, ADDED_SEQ, addedAt.seq());
    set(row, OUTCOMES, settled.consumed().ordinal(), settled.outcome().ordinal());
    ids.add(row);
  }

  /** Removes one. */
  void remove(int row) {
    ids.remove(row);
    recipients.release(high(row, RECIPIENT_FEED));
    feeds.release(low(row, RECIPIENT_FEED));
    feeds.release(high(row, RECEIPT_ADDED));
    feeds.release(low(row, RECEIPT_ADDED));
    rows.remove(row);
  }

  /** Returns the row of an event, or -1. */
  int find(EventId id, PeerKey recipient) {
    int number = recipients.of(recipient);
    return number < 0 ? -1 : find(id, row -> high(row, RECIPIENT_FEED) == number);
  }

  /** Returns a row with an id, or -1. */
  int find(EventId id) {
    return find(id, row -> true);
  }

  private int find(EventId id, IntPredicate test) {
    ByteBuffer bytes = ByteBuffer.wrap(id.bytes());
    long first = bytes.getLong();
    long second = bytes.getLong();
    return ids.find(first, row -> rows.get(row, ID + 1) == second && test.test(row));
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
    byte[] id = new byte[EventId.BYTES];
    ByteBuffer.wrap(id).putLong(rows.get(row, ID)).putLong(rows.get(row, ID + 1));
    EventKey key = new EventKey(EventId.of(id), recipients.value(high(row, RECIPIENT_FEED)));
    Settled settled =
        new Settled(
            key.id(),
            key.recipient(),
            rows.get(row, CREATED_AT),
            position(high(row, RECEIPT_ADDED), rows.get(row, RECEIPT_SEQ)),
            CONSUMED[high(row, OUTCOMES)],
            OUTCOME[low(row, OUTCOMES)],
            Bytes.EMPTY);
    Position at = position(low(row, RECIPIENT_FEED), rows.get(row, SEQ));
    Position addedAt = position(low(row, RECEIPT_ADDED), rows.get(row, ADDED_SEQ));
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
