package io.muster.events.memory;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreCheck;
import io.muster.events.spi.StoreUsage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Does what another store does; broken stores override what they break. */
class ForwardingStore implements EventStore {
  final EventStore good;

  ForwardingStore(EventStore good) {
    this.good = good;
  }

  EventLog log(EventLog goodLog) {
    return goodLog;
  }

  @Override
  public final EventLog log(String name) {
    return log(good.log(renamed(name)));
  }

  String renamed(String name) {
    return name;
  }

  @Override
  public Set<String> logs() {
    return good.logs();
  }

  @Override
  public CompletionStage<Void> putBlob(byte[] hash, ByteBuffer bytes) {
    return good.putBlob(hash, bytes);
  }

  @Override
  public Optional<byte[]> blob(byte[] hash) {
    return good.blob(hash);
  }

  @Override
  public boolean hasBlob(byte[] hash) {
    return good.hasBlob(hash);
  }

  @Override
  public CompletionStage<Void> dropBlob(byte[] hash) {
    return good.dropBlob(hash);
  }

  @Override
  public long blobs() {
    return good.blobs();
  }

  @Override
  public List<byte[]> blobHashes(byte[] after, int max) {
    return good.blobHashes(after, max);
  }

  @Override
  public StoreUsage usage() {
    return good.usage();
  }

  @Override
  public StoreCheck verify() {
    return good.verify();
  }

  @Override
  public CompletionStage<Void> putCell(String name, ByteBuffer bytes) {
    return good.putCell(name, bytes);
  }

  @Override
  public Optional<byte[]> cell(String name) {
    return good.cell(name);
  }

  /** Does what another log does. */
  static class Log implements EventLog {
    final EventLog good;

    Log(EventLog good) {
      this.good = good;
    }

    @Override
    public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
      return good.append(entry, blobs);
    }

    @Override
    public long first() {
      return good.first();
    }

    @Override
    public long next() {
      return good.next();
    }

    @Override
    public List<Entry> read(long from, int maxEntries, int maxBytes) {
      return good.read(from, maxEntries, maxBytes);
    }

    @Override
    public CompletionStage<Void> truncateBefore(long before) {
      return good.truncateBefore(before);
    }
  }
}
