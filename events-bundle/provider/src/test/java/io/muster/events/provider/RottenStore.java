package io.muster.events.provider;

import io.muster.events.memory.MemoryStore;
import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A store that shows what a file store shows of which bits have flipped: holes in its logs. */
final class RottenStore implements EventStore {
  private final EventStore sound = MemoryStore.inline();
  private final Set<String> holes = new HashSet<>();

  /** An entry does not check any more. */
  void rot(String log, long number) {
    holes.add(log + "#" + number);
  }

  @Override
  public EventLog log(String name) {
    EventLog log = sound.log(name);
    return new EventLog() {
      @Override
      public CompletionStage<Long> append(ByteBuffer entry, List<Blob> blobs) {
        return log.append(entry, blobs);
      }

      @Override
      public long first() {
        return log.first();
      }

      @Override
      public long next() {
        return log.next();
      }

      @Override
      public List<Entry> read(long from, int maxEntries, int maxBytes) {
        return log.read(from, Integer.MAX_VALUE, Integer.MAX_VALUE).stream()
            .filter(entry -> !holes.contains(name + "#" + entry.number()))
            .limit(maxEntries)
            .toList();
      }

      @Override
      public CompletionStage<Void> truncateBefore(long before) {
        return log.truncateBefore(before);
      }
    };
  }

  @Override
  public Set<String> logs() {
    return sound.logs();
  }

  @Override
  public CompletionStage<Void> putBlob(byte[] hash, ByteBuffer bytes) {
    return sound.putBlob(hash, bytes);
  }

  @Override
  public Optional<byte[]> blob(byte[] hash) {
    return sound.blob(hash);
  }

  @Override
  public boolean hasBlob(byte[] hash) {
    return sound.hasBlob(hash);
  }

  @Override
  public CompletionStage<Void> dropBlob(byte[] hash) {
    return sound.dropBlob(hash);
  }

  @Override
  public long blobs() {
    return sound.blobs();
  }

  @Override
  public List<byte[]> blobHashes(byte[] after, int max) {
    return sound.blobHashes(after, max);
  }

  @Override
  public CompletionStage<Void> putCell(String name, ByteBuffer bytes) {
    return sound.putCell(name, bytes);
  }

  @Override
  public Optional<byte[]> cell(String name) {
    return sound.cell(name);
  }
}
