package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads single entries of feeds: of batches that were accepted or read of late without the disk.
 */
final class EntryReading {
  private static final int MAX_BYTES = 1 << 20;

  private final Map<FeedId, StoredFeed> feeds;
  private final RecentBatches recent;
  private final Map<FeedHead, Batch> read = new LinkedHashMap<>();
  private int bytes;

  EntryReading(Map<FeedId, StoredFeed> feeds, RecentBatches recent) {
    this.feeds = feeds;
    this.recent = recent;
  }

  /** Returns an entry of the chain that came first, on disk or on its way there. */
  Optional<Entry> entry(Position at) {
    StoredFeed feed = feeds.get(at.feed());
    StoredFeed.Slot slot = feed == null ? null : feed.slotContaining(at.seq()).orElse(null);
    if (slot == null) {
      return Optional.empty();
    }
    Optional<List<Entry>> fresh = recent.entries(slot.end());
    return fresh.isPresent()
        ? fresh.map(entries -> entries.get((int) (at.seq() - slot.firstSeq())))
        : batch(feed, slot).map(batch -> batch.entry(at.seq()));
  }

  private Optional<Batch> batch(StoredFeed feed, StoredFeed.Slot slot) {
    Batch known = read.get(slot.end());
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Batch> batch =
        feed.acceptedBatch(slot.firstSeq()).filter(found -> found.end().equals(slot.end()));
    batch.ifPresent(this::keep);
    return batch;
  }

  private void keep(Batch batch) {
    read.put(batch.end(), batch);
    bytes += batch.size();
    var oldest = read.values().iterator();
    while (bytes > MAX_BYTES && oldest.hasNext()) {
      bytes -= oldest.next().size();
      oldest.remove();
    }
  }
}
