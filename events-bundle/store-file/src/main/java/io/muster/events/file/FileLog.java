package io.muster.events.file;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.StoreArguments;
import io.muster.events.spi.StoreException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log by its name; all its state is the store's. */
record FileLog(FileStore store, String name, LogId id) implements EventLog {
  @Override
  public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
    try {
      byte[] copy = StoreArguments.entry(entry);
      return store.submit(new Op.Append(id, name, copy, StoreArguments.blobs(blobs)));
    } catch (StoreException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public long first() {
    return store.index().first(id);
  }

  @Override
  public long next() {
    return store.index().next(id);
  }

  @Override
  public List<Entry> read(long from, int maxEntries, int maxBytes) {
    return store.reader().entries(id, from, maxEntries, maxBytes);
  }

  @Override
  public CompletionStage<Void> truncateBefore(long before) {
    return store.submit(new Op.Truncate(id, name, before));
  }
}
