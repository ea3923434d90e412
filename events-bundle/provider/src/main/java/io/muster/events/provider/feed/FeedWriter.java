package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.thread.Timers;
import io.muster.events.spi.Blob;
import io.muster.events.spi.StoreException;
import io.muster.peer.Identity;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Writes this node's entries into a feed of its own: one for each run, begun with the first entry,
 * never continued by a later run. Entries that come while the disk is busy share a batch, hence a
 * signature and an fsync. If the disk does not take a batch, the run ends and another begins.
 * Confined to the topic thread, on which stages complete too.
 */
public final class FeedWriter {
  /** Most entries that may wait for the disk. */
  public static final int MAX_WAITING = 50_000;

  /** Most bytes that the disk is given before it has confirmed some. */
  private static final int MAX_IN_FLIGHT = 4 << 20;

  private static final Duration COMPANY = Duration.ofMillis(50);

  private final Feeds feeds;
  private final Tools tools;
  private WriterRun run;
  private OpenBatch open = new OpenBatch();

  /** Those that have no room left and wait for the disk. */
  private final Deque<OpenBatch> full = new ArrayDeque<>();

  private int inFlight;
  private int bytesInFlight;
  private int waiting;
  private boolean urgent;
  private boolean closing;
  private Timers.Timer company;
  private RuntimeException broken;
  private CompletableFuture<Void> lastBatch = CompletableFuture.completedFuture(null);

  /**
   * What a writer needs.
   *
   * @param identity signs batches
   * @param clock tells GENESIS its time
   * @param timers lets receipts wait for company
   * @param runs draws a fresh run, hedged against a bad random source
   */
  public record Tools(
      Identity identity, InstantSource clock, Timers timers, Supplier<RunId> runs) {}

  /** Draws a run; nothing is written until the first entry. */
  public FeedWriter(Feeds feeds, Tools tools) {
    this.feeds = feeds;
    this.tools = tools;
    beginRun();
    feeds.writtenBy(this);
  }

  private void beginRun() {
    run = new WriterRun(feeds, tools.identity().key(), tools.runs().get());
    open = new OpenBatch();
    full.clear();
    inFlight = 0;
    bytesInFlight = 0;
    urgent = false;
  }

  /** Returns the feed of the present run; it changes if the disk fails. */
  public FeedId feedId() {
    return run.feed().id();
  }

  /** Returns the number that the next appended entry gets; the first gets 2, behind GENESIS. */
  public long nextSeq() {
    return run.nextSeq();
  }

  /** Returns the {@code laneSeq} that the next ADD for a recipient must have. */
  public long nextLaneSeq(PeerKey recipient) {
    return run.nextLaneSeq(recipient);
  }

  /** Returns how many entries are not on disk yet. */
  public int waiting() {
    return waiting;
  }

  /**
   * Appends an entry.
   *
   * @param entry an ADD that is not a copy names its own place, {@link #feedId} and {@link
   *     #nextSeq}, as origin, and {@link #nextLaneSeq}
   * @return completes on the topic thread when the entry is on disk, with its place; fails with
   *     {@link StoreException} if the disk did not take it
   * @throws IllegalArgumentException if the entry does not fit its place or is too large
   */
  public CompletionStage<Position> append(Entry entry) {
    return append(entry, List.of());
  }

  /** As {@link #append(Entry)}; the payload goes to the disk with the entry, or neither does. */
  public CompletionStage<Position> append(Add add, Blob payload) {
    return append(add, List.of(payload));
  }

  private CompletionStage<Position> append(Entry entry, List<Blob> blobs) {
    if (waiting >= MAX_WAITING) {
      return CompletableFuture.failedStage(busy());
    }
    beginFeed();
    run.checkPlace(entry);
    return write(entry, blobs, !(entry instanceof Consumed || entry instanceof Settled));
  }

  private CompletionStage<Position> write(Entry entry, List<Blob> blobs, boolean soon) {
    CompletableFuture<Position> done = new CompletableFuture<>();
    put(entry, blobs, done);
    if (broken != null) {
      done.completeExceptionally(broken);
    } else if (soon) {
      urgent = true;
      closeSoon();
    } else {
      waitForCompany();
    }
    return done;
  }

  /**
   * GENESIS stands alone in its batch: that one is kept when all else is trimmed. The next batch
   * does not wait for it.
   */
  private void beginFeed() {
    if (run.isEmpty()) {
      put(run.genesis(tools.clock().millis()), List.of(), new CompletableFuture<>());
      closeAll();
    }
  }

  /**
   * Appends a copy of an entry that stands in this topic already, as it is. It waits for company: a
   * batch of its own would cost more than the copy.
   *
   * @return completes as {@link #append} does
   */
  CompletionStage<Position> copy(Entry entry) {
    beginFeed();
    return write(entry, List.of(), false);
  }

  /**
   * Writes what is open without waiting for company; completes when all is on disk, or was lost.
   */
  public CompletionStage<Void> flush() {
    closeAll();
    return lastBatch.handle((stored, failure) -> null);
  }

  /**
   * Nothing is expected to join those that wait for company: they are written as soon as can be.
   */
  public void expectNoCompany() {
    if (company != null) {
      company.cancel();
      company = null;
      urgent = true;
      closeSoon();
    }
  }

  /**
   * Begins another run: the feed of the present one has forked. What is open is still signed there;
   * it counts on whatever branch it stands. The next GENESIS names it, though it may not be on disk
   * yet: a TRIM behind that must wait for it, since it may say why entries are dead.
   */
  public void beginAnotherRun() {
    closeAll();
    Optional<FeedHead> signed = run.isEmpty() ? run.before() : Optional.of(run.feed().accepted());
    beginRun();
    run.follows(signed);
  }

  private void put(Entry entry, List<Blob> blobs, CompletableFuture<Position> done) {
    OpenBatch.Item item = OpenBatch.Item.of(entry, blobs, done);
    if (!open.hasRoomFor(item)) {
      full.add(open);
      open = new OpenBatch();
      closeFull();
    }
    if (broken != null) {
      return;
    }
    open.add(item);
    run.appended();
    waiting++;
  }

  private void waitForCompany() {
    if (company == null && !urgent) {
      company =
          tools
              .timers()
              .schedule(
                  COMPANY,
                  () -> {
                    company = null;
                    urgent = true;
                    closeSoon();
                  });
    }
  }

  /** Lets what is queued on the topic thread join, then closes the batch if the disk is free. */
  private void closeSoon() {
    if (!closing && inFlight == 0) {
      closing = true;
      feeds
          .setup()
          .topicThread()
          .execute(
              () -> {
                closing = false;
                if (urgent && inFlight == 0) {
                  closeAll();
                }
              });
    }
  }

  /** Closes those that have no room left, as far as the disk may be given more. */
  private void closeFull() {
    while (!full.isEmpty() && bytesInFlight < MAX_IN_FLIGHT && broken == null) {
      close(full.poll());
    }
  }

  private void closeAll() {
    while (!full.isEmpty()) {
      close(full.poll());
    }
    OpenBatch last = open;
    open = new OpenBatch();
    urgent = false;
    if (company != null) {
      company.cancel();
      company = null;
    }
    if (!last.isEmpty()) {
      close(last);
    }
  }

  private void close(OpenBatch closed) {
    WriterRun target = run;
    try {
      Batch batch = sign(closed);
      inFlight += closed.isBeginning() ? 0 : 1;
      bytesInFlight += closed.bytes();
      lastBatch =
          feeds.write(target.feed(), batch, closed.entries(), closed.blobs()).toCompletableFuture();
      lastBatch.whenComplete((done, failure) -> stored(target, closed, batch, failure));
    } catch (RuntimeException e) { // the identity has gone: nothing more can be signed
      broken = e;
      lost(closed, e);
      full.forEach(batch -> lost(batch, e));
      full.clear();
    }
  }

  private Batch sign(OpenBatch closed) {
    Header header = Batch.headerOf(run.feed().accepted(), closed.encoded());
    byte[] signature = tools.identity().sign(Batch.PURPOSE, header.encode());
    return Batch.of(header, closed.encoded(), signature);
  }

  private void stored(WriterRun target, OpenBatch closed, Batch batch, Throwable failure) {
    if (failure != null) {
      if (target == run || run.isBehind(target.feed().id())) {
        abandonRun(failure);
      }
      lost(closed, failure);
      return;
    }
    waiting -= closed.size();
    if (target == run) {
      inFlight -= closed.isBeginning() ? 0 : 1;
      bytesInFlight -= closed.bytes();
    }
    closed.complete(batch.header());
    closeFull();
    if (urgent) {
      closeSoon();
    }
  }

  private void abandonRun(Throwable failure) {
    List<OpenBatch> left = new ArrayList<>(full);
    left.add(open);
    try {
      beginRun();
    } catch (RuntimeException e) {
      broken = e;
    }
    left.forEach(batch -> lost(batch, failure));
  }

  private void lost(OpenBatch batch, Throwable failure) {
    waiting -= batch.size();
    batch.fail(failure);
  }

  private static StoreException busy() {
    return new StoreException(
        StoreException.Reason.BUSY,
        "Nothing was lost, but " + MAX_WAITING + " entries wait for the disk; try again",
        null);
  }
}
