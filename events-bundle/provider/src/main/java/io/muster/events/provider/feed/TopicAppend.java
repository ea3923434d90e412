package io.muster.events.provider.feed;

import io.muster.events.spi.EventLog;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Appends to a log and goes on, with the number or the failure, on the topic's thread. */
public final class TopicAppend {
  private TopicAppend() {}

  /**
   * Appends an entry.
   *
   * @return completes on the topic's thread when the entry is on disk, or fails there
   */
  public static CompletionStage<Long> to(EventLog log, ByteBuffer entry, Executor topicThread) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    log.append(entry)
        .whenComplete(
            (number, failure) ->
                topicThread.execute(
                    () -> {
                      if (failure == null) {
                        done.complete(number);
                      } else {
                        done.completeExceptionally(failure);
                      }
                    }));
    return done;
  }
}
