package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Validly signed batches that contradict what is stored of their feed: a bounded number of them.
 */
final class Evidence {
  static final int MAX_PER_FEED = 4;

  private final EventStore store;
  private final Hash topicId;

  Evidence(EventStore store, Hash topicId) {
    this.store = store;
    this.topicId = topicId;
  }

  private EventLog log(FeedId id) {
    return store.log(FeedsReader.evidenceName(topicId, id));
  }

  List<Batch> of(FeedId id) {
    return log(id).read(1, MAX_PER_FEED, Integer.MAX_VALUE).stream()
        .map(entry -> Batch.parse(entry.bytes()))
        .toList();
  }

  CompletionStage<Boolean> keep(Batch batch) {
    FeedId id = batch.header().feedId();
    List<Batch> kept = of(id);
    boolean known = kept.stream().anyMatch(other -> other.head().equals(batch.head()));
    if (known || kept.size() >= MAX_PER_FEED) {
      return CompletableFuture.completedFuture(false);
    }
    return log(id).append(batch.bytes()).thenApply(number -> true);
  }
}
