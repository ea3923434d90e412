package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Reads the feeds of a topic from a store. Of each log it takes the unbroken chain from the first
 * entry, in whatever order the batches are in the log: what was damaged is fetched again and then
 * stands behind the rest.
 */
final class FeedsReader {
  private static final int NAME_CHARS = 22;

  private final EventStore store;
  private final Hash topicId;
  private final Function<FeedId, Optional<TrimCell>> cells;

  /** Takes what was read, batch by batch, in the order of each feed. */
  @FunctionalInterface
  interface Sink {
    void read(StoredFeed feed, Batch batch, List<Entry> entries);
  }

  FeedsReader(EventStore store, Hash topicId, Function<FeedId, Optional<TrimCell>> cells) {
    this.store = store;
    this.topicId = topicId;
    this.cells = cells;
  }

  static String prefix(Hash topicId) {
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(topicId.bytes());
    return "t/" + text.substring(0, NAME_CHARS) + "/";
  }

  /** Returns the name of the log that holds a feed. */
  static String logName(Hash topicId, FeedId feed) {
    return prefix(topicId) + "f/" + feed.text();
  }

  /** Returns the name of the log that holds what contradicts a feed. */
  static String evidenceName(Hash topicId, FeedId feed) {
    return prefix(topicId) + "x/" + feed.text();
  }

  /** Returns the name of the cell that tells how far a feed is trimmed. */
  static String trimName(Hash topicId, FeedId feed) {
    return prefix(topicId) + "c/" + feed.text();
  }

  /** Returns the name of the log that holds a batch with a feed's own TRIM. */
  static String proofName(Hash topicId, FeedId feed) {
    return prefix(topicId) + "p/" + feed.text();
  }

  /** Returns the name of the log that holds the proofs of forks. */
  static String proofsName(Hash topicId) {
    return prefix(topicId) + "forks";
  }

  /** Returns the feeds of which there are branches. */
  List<FeedId> branched() {
    String begin = prefix(topicId) + "x/";
    return store.logs().stream()
        .filter(name -> name.startsWith(begin))
        .map(name -> FeedId.of(Base64.getUrlDecoder().decode(name.substring(begin.length()))))
        .sorted()
        .toList();
  }

  /**
   * Says whether there are batches of feeds whose beginning is missing.
   *
   * @param readers runs what reads ahead of the fold
   */
  boolean readAll(Sink sink, Executor readers) {
    String begin = prefix(topicId) + "f/";
    List<String> names =
        store.logs().stream().filter(name -> name.startsWith(begin)).sorted().toList();
    boolean strays = false;
    try (ReadAhead ahead = new ReadAhead(names.stream().map(store::log).toList(), readers)) {
      for (String name : names) {
        FeedId id = FeedId.of(Base64.getUrlDecoder().decode(name.substring(begin.length())));
        strays |= readFeed(new Chain(store.log(name), id, sink), ahead);
      }
    }
    return strays;
  }

  private boolean readFeed(Chain chain, ReadAhead ahead) {
    Optional<TrimCell> cell = cells.apply(chain.id);
    cell.ifPresent(chain::beginBehind);
    ahead.next(chain::take);
    cell.ifPresent(chain::goOnBehind);
    return chain.leaveRest();
  }

  /** Links batches to a chain, keeping aside those whose past has not been read yet. */
  private static final class Chain {
    private final EventLog log;
    private final FeedId id;
    private final Sink sink;
    private final Map<Hash, EventLog.Entry> aside = new HashMap<>();
    private FeedHead end;
    private StoredFeed feed;

    Chain(EventLog log, FeedId id, Sink sink) {
      this.log = log;
      this.id = id;
      this.sink = sink;
      this.end = FeedHead.before(id);
    }

    /** What was dropped is not looked for: after the first batch the feed goes on behind it. */
    void beginBehind(TrimCell cell) {
      if (cell.firstNumber() > 0) {
        log.read(cell.firstNumber(), 1, 1).stream()
            .filter(first -> first.number() == cell.firstNumber())
            .map(ReadAhead.Item::of)
            .forEach(this::take);
        if (feed != null) {
          end = cell.dropped();
          feed.trimmed(cell.through());
          feed.effective(cell.dropped().seq());
        }
      }
    }

    /** A hole is left where nothing was fetched because of a TRIM. */
    void goOnBehind(TrimCell cell) {
      if (feed != null && cell.through().seq() > end.seq()) {
        end = cell.through();
        linkAside();
      }
      if (feed != null) {
        feed.trimmed(cell.through());
      }
    }

    /**
     * What stands behind a damaged batch is linked when that is fetched again.
     *
     * @return true if there is no feed to link it to
     */
    boolean leaveRest() {
      if (feed != null) {
        Map<Hash, Long> rest = new HashMap<>();
        aside.forEach((head, stored) -> rest.put(head, stored.number()));
        feed.severed(rest);
      }
      return feed == null && !aside.isEmpty();
    }

    void take(ReadAhead.Item item) {
      Header header = item.batch().header();
      if (!header.feedId().equals(id) || header.lastSeq() <= end.seq()) {
        return;
      }
      if (header.prevHead().equals(end.head())) {
        link(item);
      } else {
        aside.put(header.prevHead(), item.stored());
      }
      linkAside();
    }

    private void linkAside() {
      for (EventLog.Entry next = aside.remove(end.head());
          next != null;
          next = aside.remove(end.head())) {
        link(ReadAhead.Item.of(next));
      }
    }

    private void link(ReadAhead.Item item) {
      Batch batch = item.batch();
      if (batch.header().firstSeq() != end.seq() + 1) {
        return;
      }
      List<Entry> entries = item.checkedEntries();
      if (feed == null) {
        if (!(entries.get(0) instanceof Genesis genesis)) {
          throw new MalformedException("Feed " + id + " does not begin with GENESIS");
        }
        feed = new StoredFeed(log, id, genesis.key(), genesis.run());
      }
      feed.loaded(batch, item.stored().number());
      end = batch.end();
      sink.read(feed, batch, entries);
    }
  }
}
