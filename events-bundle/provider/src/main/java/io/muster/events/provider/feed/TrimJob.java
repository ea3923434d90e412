package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Trim;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Trims a stretch of one feed: copies what is alive to the writer's feed, one batch at a time so
 * that others have their turn, and their entries share the copies' batches, and writes TRIM once
 * all copies are on disk. Fails if the writer begins another feed meanwhile: TRIM must stand behind
 * its copies. Confined to the topic thread.
 */
final class TrimJob {
  private static final int BATCH_BYTES = 512;

  /** So many copies are under way to the disk before it is waited for: others share their batch. */
  private static final int AT_ONCE = 48;

  /** Where it works. */
  record Place(Feeds feeds, FeedWriter writer, Liveness liveness, Predicate<FeedUse> hasRoom) {}

  private final Place place;
  private final StoredFeed feed;
  private final FeedHead through;
  private final Deque<StoredFeed.Slot> rest;
  private final FeedId target;
  private final Copies copies;
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private CompletionStage<Position> last = CompletableFuture.completedStage(null);
  private FeedUse underWay = FeedUse.NONE;

  TrimJob(Place place, StoredFeed feed, List<StoredFeed.Slot> slots, FeedHead through) {
    this.place = place;
    this.feed = feed;
    this.through = through;
    this.rest = new ArrayDeque<>(slots);
    this.target = place.writer().feedId();
    this.copies = new Copies(place.feeds().state(), target, through);
  }

  /** Completes on the topic thread when TRIM is on disk. */
  CompletionStage<Void> run() {
    copyNext();
    return done;
  }

  private void copyNext() {
    if (!place.writer().feedId().equals(target)) {
      fail(new IllegalStateException("The writer has begun another feed"));
    } else if (rest.isEmpty()) {
      write();
    } else {
      StoredFeed.Slot slot = rest.poll();
      Optional<Batch> batch = feed.read(slot);
      if (batch.isEmpty()) { // it was damaged; what it says must not be lost
        fail(new IllegalStateException("Batch " + slot.end() + " cannot be read"));
      } else {
        copy(batch.get());
      }
    }
  }

  private void copy(Batch batch) {
    List<Entry> alive = alive(batch);
    FeedUse more = underWay.plus(use(alive));
    if (!alive.isEmpty() && !place.hasRoom().test(more)) {
      fail(new IllegalStateException("There is no room for copies"));
      return;
    }
    for (Entry entry : alive) {
      last = place.writer().copy(entry);
    }
    if (rest.isEmpty() || more.entries() >= AT_ONCE) {
      underWay = FeedUse.NONE;
      last.whenComplete((at, failure) -> later(failure, this::copyNext));
    } else {
      underWay = more;
      later(null, this::copyNext);
    }
  }

  private List<Entry> alive(Batch batch) {
    List<Entry> alive = new ArrayList<>();
    long seq = batch.header().firstSeq();
    for (Entry entry : batch.checkedEntries()) {
      Position at = new Position(feed.id(), seq++);
      if (place.liveness().isLive(feed.key(), at, entry) && !copies.has(feed.key(), entry)) {
        alive.add(entry);
      }
    }
    return alive;
  }

  private static FeedUse use(List<Entry> entries) {
    long bytes = entries.stream().mapToLong(entry -> Entries.encode(entry).length).sum();
    return new FeedUse(bytes + BATCH_BYTES, entries.size() + 1);
  }

  private void write() {
    place
        .writer()
        .append(new Trim(through, Bytes.EMPTY))
        .whenComplete(
            (at, failure) -> {
              if (failure == null && at.feed().equals(target)) {
                done.complete(null);
              } else {
                fail(failure == null ? new IllegalStateException("TRIM went elsewhere") : failure);
              }
            });
  }

  private void later(Throwable failure, Runnable next) {
    if (failure == null) {
      place.feeds().setup().topicThread().execute(next);
    } else {
      fail(failure);
    }
  }

  private void fail(Throwable why) {
    done.completeExceptionally(why);
  }
}
