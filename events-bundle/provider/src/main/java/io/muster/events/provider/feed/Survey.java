package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.thread.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * Looks a feed through for what is dead, a few batches now and then: some entries die by age alone.
 * Confined to the topic thread.
 */
final class Survey {
  private static final int BATCHES_AT_ONCE = 4;
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final StoredFeed feed;
  private final Liveness liveness;
  private final Timers timers;
  private final Deque<StoredFeed.Slot> rest;
  private FeedUse dead = FeedUse.NONE;

  Survey(StoredFeed feed, Liveness liveness, Timers timers) {
    this.feed = feed;
    this.liveness = liveness;
    this.timers = timers;
    this.rest = new ArrayDeque<>(feed.slotsBehindTrim());
  }

  /** Tells what is dead, once all was looked at. */
  void run(Consumer<FeedUse> result) {
    for (int i = 0; i < BATCHES_AT_ONCE && !rest.isEmpty(); i++) {
      StoredFeed.Slot slot = rest.poll();
      feed.read(slot).ifPresent(this::count);
    }
    if (rest.isEmpty()) {
      result.accept(dead);
    } else {
      timers.schedule(PAUSE, () -> run(result));
    }
  }

  private void count(Batch batch) {
    long seq = batch.header().firstSeq();
    int died = 0;
    for (Entry entry : batch.checkedEntries()) {
      died += liveness.isLive(feed.key(), new Position(feed.id(), seq++), entry) ? 0 : 1;
    }
    long bytes = (long) batch.size() * died / batch.header().count();
    dead = dead.plus(new FeedUse(bytes, died));
  }
}
