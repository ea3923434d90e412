package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.MalformedException;
import io.muster.events.spi.EventLog;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What is kept of TRIMs beside the feeds: a cell for each trimmed feed, and proofs. */
final class TrimStore {
  private final Feeds.Setup setup;
  private final Map<FeedId, TrimCell> cells = new HashMap<>();

  TrimStore(Feeds.Setup setup) {
    this.setup = setup;
  }

  /** Reads the cell of a feed; a damaged one counts as none. */
  Optional<TrimCell> load(FeedId feed) {
    try {
      setup
          .store()
          .cell(FeedsReader.trimName(setup.topicId(), feed))
          .map(TrimCell::read)
          .ifPresent(cell -> cells.put(feed, cell));
    } catch (MalformedException e) {
      cells.remove(feed);
    }
    return Optional.ofNullable(cells.get(feed));
  }

  /** Returns up to where nothing is here any more but the first batch. */
  FeedHead dropped(FeedId feed) {
    TrimCell cell = cells.get(feed);
    return cell == null ? FeedHead.before(feed) : cell.dropped();
  }

  /** Returns where the first batch stands in the log since something was dropped; else 0. */
  long firstNumber(FeedId feed) {
    TrimCell cell = cells.get(feed);
    return cell == null ? 0 : cell.firstNumber();
  }

  /** Remembers; completes on the topic thread when that is on disk. */
  CompletionStage<Void> write(TrimStatement statement, FeedHead dropped, long firstNumber) {
    TrimCell cell = TrimCell.of(statement, dropped, firstNumber);
    FeedId feed = statement.through().feed();
    return onThread(
        setup
            .store()
            .putCell(FeedsReader.trimName(setup.topicId(), feed), ByteBuffer.wrap(cell.encode())),
        () -> cells.put(feed, cell));
  }

  private EventLog proofs(FeedId feed) {
    return setup.store().log(FeedsReader.proofName(setup.topicId(), feed));
  }

  /** Keeps a batch that holds a feed's own TRIM, instead of an earlier one. */
  CompletionStage<Void> keepProof(Batch proof) {
    EventLog log = proofs(proof.header().feedId());
    return onThread(log.append(proof.bytes()).thenCompose(log::truncateBefore), () -> {});
  }

  /** Returns the batch with a feed's own TRIM that was kept. */
  Optional<Batch> proof(FeedId feed) {
    List<EventLog.Entry> kept = proofs(feed).read(1, 1, 1);
    return kept.stream().findFirst().map(entry -> Batch.parse(entry.bytes()));
  }

  /** Puts a feed's first batch behind the rest; completes on the topic thread with its number. */
  CompletionStage<Long> appendAgain(StoredFeed feed, Batch first) {
    return onThread(feed.log().append(first.bytes()), () -> {});
  }

  private <T> CompletionStage<T> onThread(CompletionStage<T> written, Runnable then) {
    CompletableFuture<T> done = new CompletableFuture<>();
    written.whenComplete(
        (value, failure) ->
            setup
                .topicThread()
                .execute(
                    () -> {
                      if (failure == null) {
                        then.run();
                        done.complete(value);
                      } else {
                        done.completeExceptionally(failure);
                      }
                    }));
    return done;
  }
}
