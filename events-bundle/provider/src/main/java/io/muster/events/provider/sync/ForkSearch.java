package io.muster.events.provider.sync;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.ForkProof;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.sync.Archive.FeedSummary;
import io.muster.events.provider.sync.Archive.Ingest;
import io.muster.events.provider.sync.Message.Have;
import io.muster.events.provider.sync.Message.SignedHeader;
import io.muster.events.provider.sync.Message.WantFeed;
import io.muster.events.provider.sync.Message.WantHeaders;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks, with one peer, for the place where what the peer has of a feed leaves what is here: by
 * halves, over headers alone; then fetches the branch from there on.
 */
final class ForkSearch {
  private static final int MAX_OPEN = 4;
  private static final int MAX_HEADS = 8;
  private static final int MAX_FEEDS = 1_024;
  private static final long PATIENCE_MS = 5_000;
  private static final long PAUSE_MS = 5_000;
  private static final long MAX_PAUSE_MS = 3_600_000;
  private static final int MAX_TRIES = 20;

  private final Session session;
  private final Replication owner;

  /** Heads that the peer has and that are not here. */
  private final Map<FeedId, Map<Hash, Have.Item>> foreign = new LinkedHashMap<>();

  private final Map<FeedId, Search> open = new HashMap<>();

  /** Heads that were looked for in vain: what is missing for them may be here later. */
  private final Map<Hash, Pause> pauses = new HashMap<>();

  /** Since when a head is not looked for, and how often it was. */
  private record Pause(long since, int tries) {
    boolean isOver(long now) {
      long wait = Math.min(PAUSE_MS << Math.min(tries, MAX_TRIES), MAX_PAUSE_MS);
      return Math.abs(now - since) >= wait; // the clock may have been set back
    }
  }

  private static final class Search {
    final Have.Item item;
    final FeedId feed;

    /** Up to here both are the same; from behind {@code high} on they are not. */
    long low;

    long high;
    long asked;
    Header unknown;
    boolean fetching;
    int budgetLeft;
    long progressAt;

    Search(FeedId feed, Have.Item item) {
      this.feed = feed;
      this.item = item;
      this.high = item.lastSeq();
    }
  }

  ForkSearch(Session session) {
    this.session = session;
    this.owner = session.owner;
  }

  private ForkArchive forks() {
    return owner.archive.forks();
  }

  private boolean isKnown(FeedId feed, Have.Item item) {
    return forks().knows(feed, item.lastSeq(), item.head());
  }

  /** The peer says that it has a feed up to a head: is that a head of what is here? */
  void learned(FeedId feed, Have.Item item) {
    long here = owner.archive.durable(feed).map(FeedSummary::head).map(FeedHead::seq).orElse(0L);
    boolean behind = item.lastSeq() > 0 && item.lastSeq() <= here;
    if ((behind || forks().isForked(feed)) && !isKnown(feed, item)) {
      note(feed, item);
    }
  }

  /** A batch that the peer sent does not continue what is here. */
  void unfit(FeedId feed) {
    session.peerHas(feed).filter(item -> !isKnown(feed, item)).ifPresent(item -> note(feed, item));
  }

  private void note(FeedId feed, Have.Item item) {
    if (!owner.archive.keeps(item.key())
        || foreign.size() >= MAX_FEEDS && !foreign.containsKey(feed)) {
      return;
    }
    Map<Hash, Have.Item> heads = foreign.computeIfAbsent(feed, f -> new LinkedHashMap<>());
    heads.put(item.head(), item);
    pauses.remove(item.head());
    if (heads.size() > MAX_HEADS) {
      Hash oldest = heads.keySet().iterator().next();
      heads.remove(oldest);
      pauses.remove(oldest);
    }
    pump();
  }

  boolean isOpen(FeedId feed) {
    return open.containsKey(feed);
  }

  /** Begins what has room. */
  void pump() {
    long now = owner.setting.clock().millis();
    Iterator<Map.Entry<FeedId, Map<Hash, Have.Item>>> feeds = foreign.entrySet().iterator();
    while (open.size() < MAX_OPEN && feeds.hasNext()) {
      Map.Entry<FeedId, Map<Hash, Have.Item>> one = feeds.next();
      FeedId feed = one.getKey();
      one.getValue().values().removeIf(item -> isOver(feed, item));
      if (one.getValue().isEmpty()) {
        feeds.remove();
      } else if (!open.containsKey(feed) && !session.pulls.expects(feed)) {
        one.getValue().values().stream()
            .filter(item -> mayBegin(item, now))
            .findFirst()
            .ifPresent(item -> begin(new Search(feed, item)));
      }
    }
  }

  private boolean isOver(FeedId feed, Have.Item item) {
    boolean known = isKnown(feed, item);
    if (known) {
      pauses.remove(item.head());
    }
    return known;
  }

  private boolean mayBegin(Have.Item item, long now) {
    return Optional.ofNullable(pauses.get(item.head())).filter(p -> !p.isOver(now)).isEmpty();
  }

  private void begin(Search search) {
    search.low = Math.min(forks().untold(search.feed), search.high - 1);
    session.following.refused(search.feed);
    open.put(search.feed, search);
    FeedHead here = owner.archive.end(search.feed);
    if (here.seq() == 0) { // all that can be had, at least the beginning
      fetch(search, here);
    } else {
      ask(search);
    }
  }

  private void ask(Search search) {
    search.progressAt = owner.setting.clock().millis();
    search.asked = (search.low + search.high + 1) >>> 1;
    session.outbox.send(new WantHeaders(search.feed, search.asked, search.item.head(), 1));
  }

  /** Takes a header; returns whether it was asked for. */
  boolean header(SignedHeader message) {
    Search search = open.get(message.feed());
    if (search == null || search.fetching) {
      return false;
    }
    ForkProof.Signed signed = message.signed();
    Header header = signed.header();
    if (!header.feedId().equals(search.feed) || !header.contains(search.asked)) {
      return false;
    }
    if (!forks().examine(search.item.key(), search.item.run(), signed)) {
      session.strike("A header that its writer never signed", 1);
      end(search);
      return true;
    }
    if (forks().knows(search.feed, header.lastSeq(), header.head())) {
      search.low = Math.max(search.low, header.lastSeq());
    } else {
      search.unknown = header;
      search.high = Math.min(search.high, header.firstSeq() - 1);
    }
    proceed(search);
    return true;
  }

  private void proceed(Search search) {
    if (search.low < search.high) {
      ask(search);
    } else if (search.unknown == null) {
      end(search);
    } else {
      Header next = search.unknown;
      fetch(search, new FeedHead(search.feed, next.firstSeq() - 1, next.prevHead()));
    }
  }

  private void fetch(Search search, FeedHead from) {
    search.fetching = true;
    search.progressAt = owner.setting.clock().millis();
    search.budgetLeft = FeedPulls.BUDGET;
    session.outbox.send(new WantFeed(search.feed, from.seq() + 1, from.head(), FeedPulls.BUDGET));
  }

  boolean expects(FeedId feed) {
    return Optional.ofNullable(open.get(feed)).filter(search -> search.fetching).isPresent();
  }

  /** Takes a batch of a branch; several branches may go on from one place. */
  void arrived(FeedId feed, Batch batch) {
    Search search = open.get(feed);
    search.progressAt = owner.setting.clock().millis();
    search.budgetLeft -= batch.size();
    if (!batch.header().feedId().equals(feed)) {
      session.strike("A batch of another feed than it says", 1);
      return;
    }
    owner
        .archive
        .ingest(search.item.key(), search.item.run(), batch)
        .whenComplete((result, failure) -> ingested(search, failure == null ? result : null));
  }

  private void ingested(Search search, Ingest result) {
    if (open.get(search.feed) != search) {
      return;
    }
    if (result == Ingest.INVALID) {
      session.strike("A batch that its writer never signed", 1);
      end(search);
    } else if (isKnown(search.feed, search.item)) {
      end(search);
      pump();
    } else if (search.budgetLeft <= 0) { // the rest is looked for anew
      open.remove(search.feed);
      begin(new Search(search.feed, search.item));
    }
  }

  /** Until the peer says something new. */
  private void end(Search search) {
    Hash head = search.item.head();
    pauses.remove(head);
    Map<Hash, Have.Item> heads = foreign.get(search.feed);
    if (heads != null && heads.remove(head) != null && heads.isEmpty()) {
      foreign.remove(search.feed);
    }
    close(search);
  }

  /** What it goes on from, or who wrote it, may not be known here yet: it is looked for again. */
  private void pause(Search search) {
    int tries = Optional.ofNullable(pauses.get(search.item.head())).map(Pause::tries).orElse(-1);
    pauses.put(search.item.head(), new Pause(owner.setting.clock().millis(), tries + 1));
    close(search);
  }

  private void close(Search search) {
    open.remove(search.feed);
    session.mayComeLate(search.fetching ? Math.max(0, search.budgetLeft) + Batch.MAX_BYTES : 0);
    session.pulls.consider(search.feed);
  }

  void refused(FeedId feed) {
    Optional.ofNullable(open.get(feed)).ifPresent(this::pause);
  }

  void tick(long now) {
    for (Search search : List.copyOf(open.values())) {
      if (Math.abs(now - search.progressAt) >= PATIENCE_MS) { // the clock may be set back
        pause(search);
      }
    }
    pump();
  }
}
