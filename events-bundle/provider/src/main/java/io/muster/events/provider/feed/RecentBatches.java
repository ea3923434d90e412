package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Batches that were accepted of late: what is sent at once need not be read back. */
final class RecentBatches {
  private static final int MAX_BYTES = 2 << 20;

  private final Map<FeedHead, Recent> batches = new LinkedHashMap<>();
  private int bytes;

  private record Recent(Batch batch, List<Entry> entries) {}

  void put(Batch batch, List<Entry> entries) {
    if (batches.put(batch.end(), new Recent(batch, entries)) == null) {
      bytes += batch.size();
    }
    Iterator<Recent> oldest = batches.values().iterator();
    while (bytes > MAX_BYTES && oldest.hasNext()) {
      bytes -= oldest.next().batch().size();
      oldest.remove();
    }
  }

  /** Returns the batch that ends at a place, accepted or on disk. */
  Optional<Batch> at(FeedHead end) {
    return Optional.ofNullable(batches.get(end)).map(Recent::batch);
  }

  Optional<List<Entry>> entries(Batch batch) {
    return entries(batch.end());
  }

  Optional<List<Entry>> entries(FeedHead end) {
    return Optional.ofNullable(batches.get(end)).map(Recent::entries);
  }
}
