package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Position;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Drops what a TRIM covers: the first batch is put behind the rest, the place is remembered, the
 * fold forgets the entries a few batches at a time, and the log is cut. After a crash at any point
 * the feed is whole, or from behind the TRIM on.
 */
final class Dropping {
  private static final int BATCHES_AT_ONCE = 4;

  private final Feeds feeds;
  private final StoredFeed feed;
  private final TrimStatement statement;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  Dropping(Feeds feeds, StoredFeed feed, TrimStatement statement) {
    this.feeds = feeds;
    this.feed = feed;
    this.statement = statement;
  }

  /** Completes on the topic thread when all is dropped. */
  CompletionStage<Void> run() {
    TrimStore store = feeds.trimming().store();
    Batch first = feed.batchContaining(1).orElse(null);
    if (first == null) { // damaged since it was opened: it comes back from a peer, or stays whole
      return CompletableFuture.failedStage(new IllegalStateException("No beginning"));
    }
    long through = statement.through().seq();
    long before = store.dropped(feed.id()).seq();
    store
        .appendAgain(feed, first)
        .thenCompose(
            number ->
                store
                    .write(statement, statement.through(), number)
                    .thenRun(
                        () -> {
                          forgetFirst(first, before);
                          forgetSome(new ArrayDeque<>(feed.droppable(through)), number);
                        }))
        .whenComplete(
            (going, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              }
            });
    return done;
  }

  private void forgetFirst(Batch first, long droppedBefore) {
    long last = first.header().lastSeq();
    if (last > droppedBefore && last <= statement.through().seq()) {
      forget(first);
    }
  }

  private void forgetSome(Deque<StoredFeed.Slot> rest, long number) {
    for (int i = 0; i < BATCHES_AT_ONCE && !rest.isEmpty(); i++) {
      feed.read(rest.poll()).ifPresent(this::forget);
    }
    if (rest.isEmpty()) {
      cut(number);
    } else {
      feeds.setup().topicThread().execute(() -> forgetSome(rest, number));
    }
  }

  private void forget(Batch batch) {
    long seq = batch.header().firstSeq();
    for (Entry entry : batch.checkedEntries()) {
      if (!(entry instanceof Genesis)) {
        feeds.state().forget(feed.key(), new Position(feed.id(), seq), entry);
      }
      seq++;
    }
  }

  private void cut(long number) {
    long before = feed.dropped(statement.through().seq(), number);
    feed.log()
        .truncateBefore(before)
        .whenComplete(
            (cut, failure) -> feeds.setup().topicThread().execute(() -> done.complete(null)));
  }
}
