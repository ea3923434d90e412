package io.muster.events.memory;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.StoreArguments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** A log of a {@link MemoryStore}, whose lock guards it. */
final class MemoryLog implements EventLog {
  private final MemoryStore store;
  private final TreeMap<Long, byte[]> entries = new TreeMap<>();
  private long next = 1;

  MemoryLog(MemoryStore store) {
    this.store = store;
  }

  @Override
  public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
    if (!entry.hasRemaining()) {
      StoreArguments.entry(entry);
    }
    blobs.forEach(blob -> StoreArguments.hash(blob.hash()));
    return store.write(
        () -> {
          byte[] copy = StoreArguments.entry(entry);
          store.keep(StoreArguments.blobs(blobs), copy.length);
          entries.put(next, copy);
          return next++;
        });
  }

  @Override
  public long first() {
    return store.read(() -> entries.isEmpty() ? next : entries.firstKey());
  }

  @Override
  public long next() {
    return store.read(() -> next);
  }

  @Override
  public List<Entry> read(long from, int maxEntries, int maxBytes) {
    return store.read(
        () -> {
          store.checkOpen();
          return copy(from, maxEntries, maxBytes);
        });
  }

  @Override
  public CompletionStage<Void> truncateBefore(long before) {
    return store.write(
        () -> {
          Map<Long, byte[]> old = entries.headMap(before);
          store.reserve(-old.values().stream().mapToLong(b -> b.length).sum());
          old.clear();
          return null;
        });
  }

  /** Called under the store's lock. */
  long size() {
    return entries.size();
  }

  /** Called under the store's lock. */
  boolean exists() {
    return next > 1;
  }

  /** Called under the store's lock. */
  void forget() {
    entries.clear();
  }

  private List<Entry> copy(long from, int maxEntries, int maxBytes) {
    List<Entry> found = new ArrayList<>();
    long left = maxBytes;
    for (Map.Entry<Long, byte[]> entry : entries.tailMap(from).entrySet()) {
      if (found.size() >= maxEntries || left <= 0) {
        break;
      }
      found.add(new Entry(entry.getKey(), entry.getValue().clone()));
      left -= entry.getValue().length;
    }
    return List.copyOf(found);
  }
}
