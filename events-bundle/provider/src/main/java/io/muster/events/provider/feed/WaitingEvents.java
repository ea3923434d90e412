package io.muster.events.provider.feed;

import io.muster.events.EventId;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.columns.EventIds;
import io.muster.events.provider.columns.LongRows;
import io.muster.events.provider.columns.Numbered;
import io.muster.events.provider.columns.RowIndex;
import io.muster.peer.PeerKey;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * Events of which one ADD is here and nothing else: most of a backlog. Each is a row of numbers,
 * about 145 bytes with what finds it; the ADD itself is read where it stands.
 */
final class WaitingEvents {
  private static final int RECIPIENT_FEED = 0;
  private static final int ORIGIN_CONTEXT = 1;
  private static final int ID = 2;
  private static final int BODY = 4;
  private static final int LANE_SEQ = 8;
  private static final int SEQ = 9;
  private static final int CREATED_AT = 10;
  private static final int EXPIRES_AT = 11;
  private static final int LENGTHS = 12;
  private static final int COLUMNS = 13;

  private final Adds source;
  private final LongRows rows = new LongRows(COLUMNS);
  private final EventIds ids = new EventIds(rows, ID);
  private final RowIndex bodies = new RowIndex(row -> rows.get(row, BODY));
  private final Numbered<PeerKey> recipients = new Numbered<>();
  private final Numbered<FeedId> feeds = new Numbered<>();
  private final Numbered<ContextId> contexts = new Numbered<>();
  private final WaitingLanes lanes = new WaitingLanes(new Places());

  /** What {@link #isAnyIn} found last: who asks again and again need not look at all rows. */
  private int found = -1;

  WaitingEvents(Adds source) {
    this.source = source;
  }

  /** What the order of a lane is made of. */
  final class Places {
    int recipient(int row) {
      return rows.high(row, RECIPIENT_FEED);
    }

    int origin(int row) {
      return rows.high(row, ORIGIN_CONTEXT);
    }

    FeedId feed(int number) {
      return feeds.value(number);
    }

    long laneSeq(int row) {
      return rows.get(row, LANE_SEQ);
    }

    int compareIds(int a, int b) {
      return ids.compare(a, b);
    }

    EventId id(int row) {
      return WaitingEvents.this.id(row);
    }

    int bodyLength(int row) {
      return WaitingEvents.this.bodyLength(row);
    }
  }

  /** Adds one that is not here; {@code ordinal} is that of the feed where it was added first. */
  void add(EventKey key, Outline outline, long ordinal) {
    int row = rows.add();
    ids.add(row, key.id());
    rows.set(row, RECIPIENT_FEED, recipients.use(key.recipient()), feeds.use(outline.at().feed()));
    int origin = feeds.use(outline.origin());
    rows.set(row, ORIGIN_CONTEXT, origin, contexts.use(outline.contextId()));
    Hash body = outline.body();
    rows.set(row, BODY, body.a());
    rows.set(row, BODY + 1, body.b());
    rows.set(row, BODY + 2, body.c());
    rows.set(row, BODY + 3, body.d());
    rows.set(row, LANE_SEQ, outline.laneSeq());
    rows.set(row, SEQ, outline.at().seq());
    rows.set(row, CREATED_AT, outline.createdAt());
    rows.set(row, EXPIRES_AT, outline.expiresAt());
    rows.set(row, LENGTHS, outline.bodyLength(), outline.wrapLength());
    bodies.add(row);
    lanes.ordinal(origin, ordinal);
    lanes.add(row);
  }

  /** Removes one. */
  void remove(int row) {
    lanes.remove(row);
    ids.remove(row);
    bodies.remove(row);
    recipients.release(rows.high(row, RECIPIENT_FEED));
    feeds.release(rows.low(row, RECIPIENT_FEED));
    feeds.release(rows.high(row, ORIGIN_CONTEXT));
    contexts.release(rows.low(row, ORIGIN_CONTEXT));
    rows.remove(row);
  }

  int size() {
    return rows.size();
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

  /** Hands over the rows that name a body. */
  void named(Hash body, IntConsumer to) {
    naming(
        body,
        row -> {
          to.accept(row);
          return false;
        });
  }

  /** Returns a row that names a body and passes the test, or -1. */
  int naming(Hash body, IntPredicate test) {
    return bodies.find(body.a(), row -> isBody(row, body) && test.test(row));
  }

  private boolean isBody(int row, Hash body) {
    return rows.get(row, BODY + 1) == body.b()
        && rows.get(row, BODY + 2) == body.c()
        && rows.get(row, BODY + 3) == body.d();
  }

  /** Says whether an ADD stands in a feed, up to a number, of an event created since a time. */
  boolean isAnyIn(FeedId feed, long through, long createdFrom) {
    int number = feeds.of(feed);
    IntPredicate isIn =
        row ->
            rows.low(row, RECIPIENT_FEED) == number
                && rows.get(row, SEQ) <= through
                && rows.get(row, CREATED_AT) >= createdFrom;
    boolean isStill = found >= 0 && next(found) == found && isIn.test(found);
    if (number >= 0 && !isStill) {
      found = next(0);
      while (found >= 0 && !isIn.test(found)) {
        found = next(found + 1);
      }
    }
    return number >= 0 && found >= 0;
  }

  /** Returns the first row at or behind a number, or -1. */
  int next(int from) {
    return rows.next(from);
  }

  Hash body(int row) {
    return new Hash(
        rows.get(row, BODY),
        rows.get(row, BODY + 1),
        rows.get(row, BODY + 2),
        rows.get(row, BODY + 3));
  }

  PeerKey recipient(int row) {
    return recipients.value(rows.high(row, RECIPIENT_FEED));
  }

  EventId id(int row) {
    return ids.get(row);
  }

  int bodyLength(int row) {
    return rows.high(row, LENGTHS);
  }

  long expiresAt(int row) {
    return rows.get(row, EXPIRES_AT);
  }

  Position at(int row) {
    return new Position(feeds.value(rows.low(row, RECIPIENT_FEED)), rows.get(row, SEQ));
  }

  /** Returns what is kept of the ADD. */
  Outline outline(int row) {
    return new Outline(
        at(row),
        feeds.value(rows.high(row, ORIGIN_CONTEXT)),
        rows.get(row, LANE_SEQ),
        rows.get(row, CREATED_AT),
        expiresAt(row),
        body(row),
        bodyLength(row),
        rows.low(row, LENGTHS),
        contexts.value(rows.low(row, ORIGIN_CONTEXT)));
  }

  /** Returns what is known of a waiting event: as it is now, not as it may become. */
  EventFacts facts(int row) {
    EventKey key = new EventKey(id(row), recipient(row));
    Note added = new Note(null, outline(row), source);
    return new EventFacts(key, added, lanes.place(row, key.id()));
  }

  /** Returns the contexts that waiting events name; a view. */
  Set<ContextId> contexts() {
    return contexts.values();
  }

  /** Returns their lanes. */
  WaitingLanes lanes() {
    return lanes;
  }

  /** Returns the lane of a recipient's number, or -1. */
  int lane(PeerKey recipient) {
    return recipients.of(recipient);
  }

  Set<PeerKey> recipients() {
    return recipients.values();
  }

  /** The place of a feed among others has changed. */
  void reorder(FeedId origin, long ordinal) {
    int number = feeds.of(origin);
    if (number < 0) {
      return;
    }
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      if (rows.high(row, ORIGIN_CONTEXT) == number) {
        lanes.remove(row);
      }
    }
    lanes.ordinal(number, ordinal);
    for (int row = rows.next(0); row >= 0; row = rows.next(row + 1)) {
      if (rows.high(row, ORIGIN_CONTEXT) == number) {
        lanes.add(row);
      }
    }
  }

  /** Returns how many bytes the rows take, with what finds and orders them. */
  long bytes() {
    return rows.bytes() + ids.bytes() + bodies.bytes() + lanes.bytes();
  }
}
