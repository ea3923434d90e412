package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.RunId;
import io.muster.events.spi.Blob;
import io.muster.events.spi.EventStore;
import io.muster.peer.PeerKey;
import io.muster.peer.SignatureVerifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The feeds of a topic that are stored here, and their fold. Confined to the topic thread, on which
 * stages complete too. Only what is on disk shows in {@link #vector} and {@link #state}.
 */
public final class Feeds {
  private final Setup setup;
  private final TopicState state;
  private final Map<FeedId, StoredFeed> feeds = new HashMap<>();
  private final Forks forks;
  private final RecentBatches recent = new RecentBatches();
  private final List<StoredBatch.Listener> listeners = new ArrayList<>();
  private final TrimFollower trimming;
  private final Foreseen foreseen;
  private final EntryReading reading = new EntryReading(feeds, recent);
  private FeedWriter writer;

  /**
   * What feeds need.
   *
   * @param store where they are kept
   * @param topicId which topic
   * @param server whose topic it is
   * @param self who this node is
   * @param verifier checks signatures
   * @param topicThread runs tasks one at a time, in order
   * @param readers runs what reads ahead while feeds are opened, on another thread or on this one
   */
  public record Setup(
      EventStore store,
      Hash topicId,
      PeerKey server,
      PeerKey self,
      SignatureVerifier verifier,
      Executor topicThread,
      Executor readers) {}

  private boolean hasStrays;

  private Feeds(Setup setup) {
    this.setup = setup;
    this.state = new TopicState(setup.server(), setup.self(), this::add);
    this.forks = new Forks(setup);
    forks.listen(proof -> state.forked(proof.feed(), forks.point(proof.feed())));
    this.trimming = new TrimFollower(this);
    this.foreseen = new Foreseen(setup, state);
  }

  /**
   * Reads all feeds of the topic from the store and folds them. Blocks on the disk.
   *
   * @throws io.muster.events.spi.StoreException if the store cannot read
   */
  public static Feeds open(Setup setup) {
    Feeds opened = new Feeds(setup);
    TrimFollower trimming = opened.trimming();
    FeedsReader reader = new FeedsReader(setup.store(), setup.topicId(), trimming::load);
    opened.state.bodies().opening(true);
    opened.hasStrays = reader.readAll(opened::load, setup.readers());
    opened.loadForks(reader);
    opened.state.bodies().opening(false);
    trimming.begin();
    return opened;
  }

  /** Says whether every batch that is stored here is part of a feed: none is missing before it. */
  public boolean isWhole() {
    return !hasStrays && feeds.values().stream().noneMatch(StoredFeed::isSevered);
  }

  /** Says whether the store keeps nothing but feeds of this topic, and what a node notes of it. */
  public boolean hasStoreAlone() {
    String own = FeedsReader.prefix(topicId());
    String notes = "/" + topicId() + "/";
    return setup.store().logs().stream()
        .allMatch(name -> name.startsWith(own) || (name + "/").contains(notes));
  }

  private void loadForks(FeedsReader reader) {
    forks.load();
    for (FeedId id : reader.branched()) {
      StoredFeed feed = feeds.get(id);
      if (feed != null) {
        forks.of(id).load(batch -> fold(feed, batch, batch.entries(), true));
      }
    }
    forks.proofs().forEach(proof -> state.forked(proof.feed(), forks.point(proof.feed())));
  }

  private void load(StoredFeed feed, Batch batch, List<Entry> entries) {
    feeds.putIfAbsent(feed.id(), feed);
    fold(feed, batch, entries, false);
  }

  /**
   * What a TRIM covers whose copies are here takes no effect, but for the beginning. It covers the
   * history that ends in its head, no branch.
   */
  private void fold(StoredFeed feed, Batch batch, List<Entry> entries, boolean branch) {
    long seq = batch.header().firstSeq();
    boolean over = !branch && feed.effective() >= batch.header().lastSeq();
    for (Entry entry : entries) {
      if (!over || seq == 1) {
        state.apply(feed.key(), new Position(feed.id(), seq), entry, branch);
      }
      seq++;
    }
  }

  /** Returns what follows the TRIMs of feeds. */
  public TrimFollower trimming() {
    return trimming;
  }

  /** Returns a feed of which something is here, or on its way to the disk. */
  Optional<StoredFeed> stored(FeedId id) {
    return Optional.ofNullable(feeds.get(id));
  }

  Collection<StoredFeed> storedFeeds() {
    return feeds.values();
  }

  boolean isSigned(PeerKey key, Batch batch) {
    return setup.verifier().verify(key, Batch.PURPOSE, batch.headerBytes(), batch.signature());
  }

  /** Sets who writes feeds here: nothing is appended to one that somebody else goes on with. */
  void writtenBy(FeedWriter newWriter) {
    writer = newWriter;
  }

  boolean isBeingWritten(FeedId id) {
    return writer != null && writer.feedId().equals(id);
  }

  /** A copy of this node writes there. */
  void leaveRun() {
    writer.beginAnotherRun();
  }

  /** Returns who this node is. */
  public PeerKey self() {
    return setup.self();
  }

  /** Returns which topic it is. */
  public Hash topicId() {
    return setup.topicId();
  }

  /** Returns the fold over all stored feeds. */
  public TopicState state() {
    return state;
  }

  /** Adds a listener of what becomes durable from now on. */
  public void listen(StoredBatch.Listener listener) {
    listeners.add(listener);
  }

  /** Returns how far each feed is durable here; a copy. */
  public Map<FeedId, FeedHead> vector() {
    Map<FeedId, FeedHead> vector = new HashMap<>();
    feeds.values().stream()
        .filter(feed -> feed.durable().seq() > 0)
        .forEach(feed -> vector.put(feed.id(), feed.durable()));
    return vector;
  }

  /** Returns the feeds of which something is durable here; a copy. */
  public Collection<FeedInfo> all() {
    return feeds.values().stream()
        .filter(feed -> feed.durable().seq() > 0)
        .map(StoredFeed::info)
        .toList();
  }

  /** Returns a feed of which something is durable here. */
  public Optional<FeedInfo> feed(FeedId id) {
    return Optional.ofNullable(feeds.get(id))
        .filter(feed -> feed.durable().seq() > 0)
        .map(StoredFeed::info);
  }

  /** Returns how many entries are durable here. */
  public long entryCount() {
    return feeds.values().stream().mapToLong(feed -> feed.info().entries()).sum();
  }

  /**
   * Returns the durable batch that contains an entry, as it was received. Reads from the store.
   *
   * @throws io.muster.events.spi.StoreException if the store cannot read
   */
  public Optional<Batch> batchContaining(FeedId id, long seq) {
    return Optional.ofNullable(feeds.get(id))
        .flatMap(feed -> feed.batchContaining(seq, recent))
        .or(() -> trimming.proof(id, seq));
  }

  /** Returns the entries of a batch that was accepted of late. */
  public Optional<List<Entry>> recentEntries(Batch batch) {
    return recent.entries(batch);
  }

  /**
   * Returns a durable entry. Reads from the store.
   *
   * @throws io.muster.events.spi.StoreException if the store cannot read
   */
  public Optional<Entry> entry(Position at) {
    return batchContaining(at.feed(), at.seq())
        .map(batch -> batch.entries().get((int) (at.seq() - batch.header().firstSeq())));
  }

  /** Reads an ADD again; what is not on disk here, or is no ADD, is not found. */
  private Optional<Add> add(Position at) {
    return foreseen
        .at(at)
        .or(() -> reading.entry(at).filter(Add.class::isInstance).map(Add.class::cast));
  }

  /** Returns the number of the next entry that {@link #ingest} takes of a feed. */
  public long nextSeq(FeedId id) {
    StoredFeed feed = feeds.get(id);
    return feed == null ? 1 : feed.accepted().seq() + 1;
  }

  /** Returns the feeds that have forked, with their proofs and branches. */
  public Forks forks() {
    return forks;
  }

  /**
   * Takes a batch that a peer sent. Batches of one feed may follow each other without waiting.
   *
   * @param key who is said to have written it
   * @param run in which run
   * @param batch the batch
   * @return completes on the topic thread, when the batch is on disk or was refused; fails with
   *     {@link io.muster.events.spi.StoreException} if the disk did not take it
   */
  public CompletionStage<IngestResult> ingest(PeerKey key, RunId run, Batch batch) {
    return new Intake(this).take(key, run, batch);
  }

  StoredFeed feedOrNew(FeedId id, PeerKey key, RunId run) {
    StoredFeed known = feeds.get(id);
    return known == null ? newFeed(id, key, run) : known;
  }

  StoredFeed newFeed(FeedId id, PeerKey key, RunId run) {
    return new StoredFeed(setup.store().log(FeedsReader.logName(topicId(), id)), id, key, run);
  }

  /** Returns what the feeds of a key take of its quota. */
  public FeedUse use(PeerKey key) {
    return used(key).counted();
  }

  Quota used(PeerKey key) {
    return Quota.of(feeds.values(), forks, key);
  }

  /**
   * Appends a checked batch to its feed's log; completes on the topic thread once it is on disk.
   */
  CompletionStage<Void> store(StoredFeed feed, Batch batch, List<Entry> entries) {
    return store(feed, batch, entries, List.of());
  }

  private CompletionStage<Void> store(
      StoredFeed feed, Batch batch, List<Entry> entries, List<Blob> blobs) {
    feeds.putIfAbsent(feed.id(), feed);
    recent.put(batch, entries);
    CompletableFuture<Void> done = new CompletableFuture<>();
    StoredFeed.Slot slot = feed.accept(batch, entries, done);
    foreseen.foresee(feed, batch, entries);
    feed.log()
        .append(batch.bytes(), blobs)
        .whenComplete(
            (number, failure) ->
                setup.topicThread().execute(() -> written(feed, slot, number, failure)));
    return done;
  }

  /** Says whether an entry of a feed is on disk here. */
  public boolean isDurable(Position at) {
    StoredFeed feed = feeds.get(at.feed());
    return feed != null && feed.durable().seq() >= at.seq();
  }

  /** Says whether all of a feed is on disk or on its way there, from what is on disk on. */
  public boolean isComing(Position at) {
    StoredFeed feed = feeds.get(at.feed());
    return feed != null
        && feed.accepted().seq() >= at.seq()
        && (feed.durable().seq() == 0 || trimming.covers(feed.id(), feed.durable().seq()));
  }

  /** Says whether an event counts that is on its way to the disk, and stands there. */
  public boolean isForeseen(Position at) {
    return foreseen.at(at).isPresent();
  }

  /**
   * As {@link #store}, for a batch of this node's own: it may travel while its fsync runs, unless
   * the store refused it at once. Only what is on disk is announced.
   *
   * @param blobs go to the disk with it
   */
  CompletionStage<Void> write(StoredFeed feed, Batch batch, List<Entry> entries, List<Blob> blobs) {
    CompletionStage<Void> done = store(feed, batch, entries, blobs);
    setup
        .topicThread()
        .execute(
            () -> {
              if (feed.accepted().seq() >= batch.header().lastSeq()) {
                listeners.forEach(listener -> listener.travels(feed.id()));
              }
            });
    return done;
  }

  /** Returns how far a feed is durable here or, written here, on its way to the disk. */
  public FeedHead end(FeedId id) {
    StoredFeed feed = feeds.get(id);
    if (feed == null) {
      return FeedHead.before(id);
    }
    return isBeingWritten(id) ? feed.accepted() : feed.durable();
  }

  /** As {@link #batchContaining}, of a feed that is written here also what is on its way. */
  public Optional<Batch> travelling(FeedId id, long seq) {
    return isBeingWritten(id)
        ? Optional.ofNullable(feeds.get(id)).flatMap(feed -> feed.acceptedBatch(seq, recent))
        : batchContaining(id, seq);
  }

  private void written(StoredFeed feed, StoredFeed.Slot slot, Long number, Throwable failure) {
    if (failure != null) {
      feed.failed(slot)
          .forEach(
              pending -> {
                foreseen.forget(feed, pending.batch(), pending.entries());
                pending.done().completeExceptionally(failure);
              });
      return;
    }
    for (StoredFeed.Slot durable : feed.written(slot, number)) {
      StoredFeed.Pending pending = durable.takePending();
      tookEffect(feed, pending.batch(), pending.entries(), false);
      pending.done().complete(null);
    }
    Optional<Batch> behind = feed.takeSevered();
    while (behind.isPresent()) {
      tookEffect(feed, behind.get(), behind.get().entries(), false);
      behind = feed.takeSevered();
    }
  }

  /** A batch is on disk, in the feed or on a branch of it. */
  void tookEffect(StoredFeed feed, Batch batch, List<Entry> entries, boolean branch) {
    foreseen.settle(feed, batch, entries);
    fold(feed, batch, entries, branch);
    trimming.stored(batch, entries);
    tell(new StoredBatch(feed.key(), batch, entries));
  }

  private void tell(StoredBatch stored) {
    for (StoredBatch.Listener listener : listeners) {
      try {
        listener.stored(stored);
      } catch (RuntimeException e) { // reported by the thread; others must not miss the batch
        setup.topicThread().execute(() -> rethrow(e));
      }
    }
  }

  private static void rethrow(RuntimeException failure) {
    throw failure;
  }

  Setup setup() {
    return setup;
  }
}
