package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Trim;
import io.muster.peer.PeerKey;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Follows TRIMs, own and others': a feed may be fetched behind one as soon as that is remembered on
 * disk, and what it covers is dropped as soon as the copies are here. Confined to the topic thread.
 */
public final class TrimFollower {
  private final Feeds feeds;
  private final TrimStore store;
  private final Set<FeedId> open = new LinkedHashSet<>();
  private final Set<FeedId> remembering = new LinkedHashSet<>();
  private Consumer<FeedId> whenBelieved = feed -> {};
  private boolean dropping;

  TrimFollower(Feeds feeds) {
    this.feeds = feeds;
    this.store = new TrimStore(feeds.setup());
  }

  /** Sets who learns that a feed may now be fetched behind its TRIM. */
  public void whenBelieved(Consumer<FeedId> listener) {
    whenBelieved = listener;
  }

  TrimStore store() {
    return store;
  }

  /** Reads what is remembered of a feed's TRIM. */
  Optional<TrimCell> load(FeedId id) {
    Optional<TrimCell> cell = store.load(id);
    cell.ifPresent(c -> feeds.state().trims().note(c.statement()));
    return cell;
  }

  /** All feeds have been read: what was begun before goes on, once tasks are run. */
  void begin() {
    feeds.storedFeeds().forEach(feed -> open.add(feed.id()));
    open.removeIf(this::isDone);
    if (!open.isEmpty()) {
      feeds.setup().topicThread().execute(this::review);
    }
  }

  /** Returns a batch with a feed's own TRIM that stands behind a hole. */
  Optional<Batch> proof(FeedId id, long seq) {
    if (feeds.stored(id).filter(feed -> feed.base() > 0).isEmpty()) {
      return Optional.empty();
    }
    return store.proof(id).filter(batch -> batch.header().contains(seq));
  }

  /** Looks at a batch that has become durable. */
  void stored(Batch batch, List<Entry> entries) {
    for (Entry entry : entries) {
      if (entry instanceof Trim trim) {
        open.add(trim.through().feed());
      }
    }
    if (batch.header().firstSeq() == 1) {
      open.add(batch.header().feedId());
    }
    review();
  }

  /** Does what has become possible. */
  public void review() {
    if (open.isEmpty()) {
      return;
    }
    open.removeIf(feed -> statement(feed).isEmpty());
    open.forEach(this::believe);
    while (open.stream().filter(this::becomesEffective).count() > 0) {
      // one may have been what another waited for
    }
    dropNext();
  }

  private Optional<TrimStatement> statement(FeedId id) {
    return feeds
        .stored(id)
        .flatMap(feed -> feeds.state().trims().of(id, feed.key()))
        .filter(s -> feeds.stored(id).filter(f -> f.contradicts(s.through())).isEmpty());
  }

  /** What lies before a TRIM is not needed to go on behind it. */
  private void believe(FeedId id) {
    StoredFeed feed = feeds.stored(id).orElseThrow();
    TrimStatement statement = statement(id).orElseThrow();
    if (feed.base() >= statement.through().seq()) {
      return;
    }
    if (feed.durable().seq() >= statement.through().seq()) {
      feed.trimmed(statement.through());
    } else if (remembering.add(id)) {
      remember(feed, statement).whenComplete((done, failure) -> remembering.remove(id));
    }
  }

  private CompletionStage<Void> remember(StoredFeed feed, TrimStatement statement) {
    return store
        .write(statement, store.dropped(feed.id()), store.firstNumber(feed.id()))
        .thenRun(
            () -> {
              feed.trimmed(statement.through());
              whenBelieved.accept(feed.id());
              review();
            });
  }

  /**
   * Takes a batch of a feed from a peer that says it holds the feed's own TRIM.
   *
   * @return completes with whether the feed can be fetched behind a TRIM that was not known before
   */
  public CompletionStage<Boolean> prove(PeerKey key, Batch proof) {
    FeedId id = proof.header().feedId();
    Optional<StoredFeed> feed = feeds.stored(id).filter(f -> f.key().equals(key));
    boolean taken = feeds.state().roster().takes(key, id, proof.header().lastSeq());
    if (feed.isEmpty() || !taken || !feeds.isSigned(key, proof)) {
      return CompletableFuture.completedFuture(false);
    }
    Optional<TrimStatement> statement = find(key, proof);
    if (statement.filter(s -> s.through().seq() > feed.get().accepted().seq()).isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    feeds.state().trims().note(statement.get());
    open.add(id);
    return store
        .keepProof(proof)
        .thenCompose(kept -> remember(feed.get(), statement.get()))
        .thenApply(done -> true);
  }

  private static Optional<TrimStatement> find(PeerKey key, Batch proof) {
    FeedId id = proof.header().feedId();
    long seq = proof.header().firstSeq();
    TrimStatement found = null;
    try {
      for (Entry entry : proof.entries()) {
        if (entry instanceof Trim trim && trim.through().feed().equals(id)) {
          found = new TrimStatement(key, new Position(id, seq), trim.through());
        }
        seq++;
      }
    } catch (MalformedException e) {
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }

  private boolean becomesEffective(FeedId id) {
    StoredFeed feed = feeds.stored(id).orElseThrow();
    TrimStatement statement = statement(id).orElseThrow();
    if (feed.effective() >= statement.through().seq()
        || !isEffective(statement)
        || !hasFeedsBefore(statement)
        || takesOpenReceipts(feed, statement)
        || takesOpenEvents(feed, statement)) {
      return false;
    }
    feed.effective(statement.through().seq());
    return true;
  }

  /**
   * Says whether the earlier feeds of the trimmer are here: why entries are dead may stand there.
   */
  private boolean hasFeedsBefore(TrimStatement statement) {
    FeedId trimmed = statement.through().feed();
    return feeds.state().genesis(statement.at().feed()).stream()
        .flatMap(genesis -> genesis.previous().stream())
        .filter(before -> !before.feed().equals(trimmed))
        .allMatch(this::isHere);
  }

  /** A trimmer that runs twice may name what is a branch here. */
  private boolean isHere(FeedHead end) {
    return end.seq() == 0
        || feeds.stored(end.feed()).filter(f -> f.durable().seq() >= end.seq()).isPresent()
        || feeds.forks().has(end.feed(), end.head());
  }

  /**
   * Says whether a TRIM would take receipts whose SETTLED the trimmer knows and this node does not:
   * their events would be live here again.
   */
  private boolean takesOpenReceipts(StoredFeed feed, TrimStatement statement) {
    return feeds.state().awaitsSettling(feed.key(), feed.id(), statement.through().seq());
  }

  /**
   * Says whether a TRIM would take events that are not over here, and of which no copy is here: the
   * trimmer may know a SETTLED from another copy of itself. It comes, or was lost meanwhile; then
   * the server trims anew what it still has.
   */
  private boolean takesOpenEvents(StoredFeed feed, TrimStatement statement) {
    return feed.key().equals(feeds.setup().server())
        && feeds.state().isAnyOpenOnlyIn(feed.id(), statement.through().seq());
  }

  /** Says whether the copies that a TRIM speaks of are here. */
  boolean isEffective(TrimStatement statement) {
    FeedId holder = statement.at().feed();
    if (!holder.equals(statement.through().feed())) {
      return covers(holder, statement.at().seq());
    }
    return feeds
        .stored(holder)
        .flatMap(feed -> feed.stretchOf(statement.at().seq()))
        .filter(begin -> begin <= statement.through().seq() + 1)
        .isPresent();
  }

  /** Says whether all that a feed says up to a number is here, there or as copies. */
  public boolean covers(FeedId id, long seq) {
    if (seq == 0) {
      return true;
    }
    Optional<StoredFeed> feed = feeds.stored(id).filter(f -> f.durable().seq() >= seq);
    if (feed.isEmpty()) {
      return false;
    }
    long effective = feed.get().effective();
    return seq <= effective
        || feed.get().stretchOf(seq).filter(begin -> begin <= effective + 1).isPresent();
  }

  /** Says whether something is being dropped. */
  public boolean isDropping() {
    return dropping;
  }

  /** Drops one after the other, the oldest TRIM first: SETTLED must not go before its ADD. */
  private void dropNext() {
    if (dropping) {
      return;
    }
    open.removeIf(this::isDone);
    Comparator<FeedId> byAge = Comparator.comparingLong(id -> feeds.state().ordinal(holder(id)));
    Optional<FeedId> next =
        open.stream()
            .filter(this::hasToDrop)
            .min(byAge.thenComparing(id -> statement(id).orElseThrow().at()));
    if (next.isPresent()) {
      dropping = true;
      StoredFeed feed = feeds.stored(next.get()).orElseThrow();
      new Dropping(feeds, feed, statement(next.get()).orElseThrow())
          .run()
          .whenComplete(
              (done, failure) -> {
                dropping = false;
                if (failure == null) {
                  dropNext();
                }
              });
    }
  }

  private FeedId holder(FeedId trimmed) {
    return statement(trimmed).orElseThrow().at().feed();
  }

  private boolean hasToDrop(FeedId id) {
    StoredFeed feed = feeds.stored(id).orElseThrow();
    FeedHead dropped = store.dropped(id);
    long through = statement(id).orElseThrow().through().seq();
    return feed.effective() >= through
        && dropped.seq() < through
        && feed.durable().seq() >= through;
  }

  private boolean isDone(FeedId id) {
    Optional<TrimStatement> statement = statement(id);
    return statement.isEmpty() || store.dropped(id).seq() >= statement.get().through().seq();
  }

  /** Returns the TRIM of a feed that counts, if a number is covered by it and not here. */
  public Optional<TrimStatement> refusal(FeedId id, long seq) {
    return statement(id).filter(s -> seq <= s.through().seq());
  }

  /** Returns where the TRIM stands that covers a place, if it is another. */
  public Optional<Position> placeOfTrim(Position covered) {
    return statement(covered.feed())
        .filter(s -> covered.seq() <= s.through().seq())
        .map(TrimStatement::at);
  }

  /** Says whether a TRIM is known of a feed whose GENESIS is not here. */
  public boolean lacksBeginning() {
    return feeds.state().trims().feeds().stream()
        .anyMatch(feed -> feeds.state().genesis(feed).isEmpty());
  }

  /** Returns the feeds whose TRIM is known, while its copies are not here. */
  public List<FeedId> waiting() {
    return open.stream()
        .filter(id -> feeds.stored(id).isPresent() && statement(id).isPresent())
        .filter(id -> !isEffective(statement(id).orElseThrow()))
        .toList();
  }
}
