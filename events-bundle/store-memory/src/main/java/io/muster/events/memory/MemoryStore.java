package io.muster.events.memory;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreArguments;
import io.muster.events.spi.StoreCheck;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreUsage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Keeps everything in the heap, up to a limit, and forgets it at {@link #close}. For tests and for
 * nodes that are thrown away. Safe for use by any thread; the only lock guards the maps and is
 * never held while a stage completes.
 */
public final class MemoryStore implements EventStore, AutoCloseable {
  private static final int MAX_UNCONFIRMED = 65_536;

  private final long maxBytes;
  private final Executor completions;
  private final Queue<Runnable> confirmed = new ArrayDeque<>();
  private final Object lock = new Object();
  private final Map<String, MemoryLog> logs = new TreeMap<>();
  private final NavigableMap<ByteBuffer, byte[]> blobs = new TreeMap<>(MemoryStore::unsigned);
  private final Map<String, byte[]> cells = new HashMap<>();
  private long bytes;
  private boolean closed;

  /**
   * Makes an empty store.
   *
   * @param maxBytes how many bytes of entries, blobs and cells are kept at most, before {@link
   *     StoreException.Reason#FULL}
   * @param completions completes the stages, one after the other: a single thread, or {@code
   *     Runnable::run} for use by one thread
   */
  public MemoryStore(long maxBytes, Executor completions) {
    this.maxBytes = maxBytes;
    this.completions = completions;
  }

  /**
   * Makes an empty store that completes stages before the call returns, for tests with one thread.
   *
   * @return the store, which keeps at most 256 MiB
   */
  public static MemoryStore inline() {
    return new MemoryStore(256L << 20, Runnable::run);
  }

  @Override
  public EventLog log(String name) {
    StoreArguments.name(name);
    synchronized (lock) {
      return logs.computeIfAbsent(name, n -> new MemoryLog(this));
    }
  }

  @Override
  public Set<String> logs() {
    synchronized (lock) {
      Map<String, MemoryLog> existing = new TreeMap<>(logs);
      existing.values().removeIf(log -> !log.exists());
      return Set.copyOf(existing.keySet());
    }
  }

  @Override
  public CompletionStage<Void> putBlob(byte[] hash, ByteBuffer content) {
    byte[] key = StoreArguments.hash(hash);
    return write(
        () -> {
          keep(List.of(Blob.of(key, ByteBuffer.wrap(StoreArguments.blob(content)))), 0);
          return null;
        });
  }

  /** Keeps blobs if there is room for them and so many bytes more. Called under the lock. */
  void keep(List<Blob> wanted, int more) {
    Map<ByteBuffer, byte[]> added = new HashMap<>();
    for (Blob blob : wanted) {
      ByteBuffer key = ByteBuffer.wrap(blob.hash());
      if (!blobs.containsKey(key)) {
        added.put(key, blob.bytes().array());
      }
    }
    reserve(more + added.values().stream().mapToLong(bytes -> bytes.length).sum());
    blobs.putAll(added);
  }

  @Override
  public Optional<byte[]> blob(byte[] hash) {
    ByteBuffer key = ByteBuffer.wrap(StoreArguments.hash(hash));
    byte[] kept;
    synchronized (lock) {
      checkOpen();
      kept = blobs.get(key);
    }
    return Optional.ofNullable(kept).filter(b -> sha256(b).equals(key)).map(byte[]::clone);
  }

  @Override
  public boolean hasBlob(byte[] hash) {
    ByteBuffer key = ByteBuffer.wrap(StoreArguments.hash(hash));
    synchronized (lock) {
      return blobs.containsKey(key);
    }
  }

  @Override
  public CompletionStage<Void> dropBlob(byte[] hash) {
    ByteBuffer key = ByteBuffer.wrap(StoreArguments.hash(hash));
    return write(
        () -> {
          byte[] dropped = blobs.remove(key);
          bytes -= dropped == null ? 0 : dropped.length;
          return null;
        });
  }

  @Override
  public long blobs() {
    synchronized (lock) {
      return blobs.size();
    }
  }

  @Override
  public List<byte[]> blobHashes(byte[] after, int max) {
    ByteBuffer last = ByteBuffer.wrap(StoreArguments.hash(after));
    StoreArguments.page(max);
    synchronized (lock) {
      checkOpen();
      return blobs.tailMap(last, false).keySet().stream()
          .limit(max)
          .map(hash -> hash.array().clone())
          .toList();
    }
  }

  @Override
  public StoreUsage usage() {
    synchronized (lock) {
      return StoreUsage.of(bytes, bytes, 0, 0).withFull(bytes + MAX_ENTRY > maxBytes);
    }
  }

  /** Memory does not rot: counts, and compares blobs with their hashes. */
  @Override
  public StoreCheck verify() {
    List<StoreCheck.Damage> damages = new ArrayList<>();
    synchronized (lock) {
      checkOpen();
      blobs.forEach(
          (hash, blob) -> {
            if (!sha256(blob).equals(hash)) {
              damages.add(new StoreCheck.Damage("memory", "a blob that is not what it is named"));
            }
          });
      long entries = logs.values().stream().mapToLong(MemoryLog::size).sum();
      return StoreCheck.of(entries + blobs.size() + cells.size(), bytes, damages);
    }
  }

  @Override
  public CompletionStage<Void> putCell(String name, ByteBuffer content) {
    StoreArguments.name(name);
    return write(
        () -> {
          byte[] copy = StoreArguments.cell(content);
          int before = cells.getOrDefault(name, new byte[0]).length;
          reserve(copy.length - before);
          if (copy.length == 0) {
            cells.remove(name);
          } else {
            cells.put(name, copy);
          }
          return null;
        });
  }

  @Override
  public Optional<byte[]> cell(String name) {
    StoreArguments.name(name);
    synchronized (lock) {
      checkOpen();
      return Optional.ofNullable(cells.get(name)).map(byte[]::clone);
    }
  }

  /** Forgets everything. What is called later fails with {@link StoreException.Reason#CLOSED}. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      logs.values().forEach(MemoryLog::forget);
      logs.clear();
      blobs.clear();
      cells.clear();
      bytes = 0;
    }
  }

  /** Runs a change under the lock; its stage completes in the order of the changes. */
  <T> CompletionStage<T> write(Supplier<T> change) {
    CompletableFuture<T> stage = new CompletableFuture<>();
    synchronized (lock) {
      try {
        checkOpen();
        checkIdle();
        T result = change.get();
        confirmed.add(() -> stage.complete(result));
      } catch (StoreException e) {
        return CompletableFuture.failedStage(e);
      }
    }
    completions.execute(this::confirmNext);
    return stage.minimalCompletionStage();
  }

  /** Runs a query under the lock. */
  <T> T read(Supplier<T> query) {
    synchronized (lock) {
      return query.get();
    }
  }

  /** Called under the lock. */
  void reserve(long more) {
    if (bytes + more > maxBytes) {
      throw new StoreException(
          StoreException.Reason.FULL,
          "Nothing was lost, but "
              + bytes
              + " bytes are kept in memory, at most "
              + maxBytes
              + " are allowed. Raise 'max.mib' of PID io.muster.events.memory, or use a file store;"
              + " writing resumes by itself when something is dropped",
          null);
    }
    bytes += more;
  }

  /** Called under the lock. */
  void checkOpen() {
    if (closed) {
      throw new StoreException(
          StoreException.Reason.CLOSED,
          "The memory store is closed; nothing was stored. Wait for the service to come back",
          null);
    }
  }

  private void checkIdle() {
    if (confirmed.size() >= MAX_UNCONFIRMED) {
      throw new StoreException(
          StoreException.Reason.BUSY,
          MAX_UNCONFIRMED
              + " changes wait for their stages to complete; nothing was stored."
              + " Do not block in what is called by a stage; try again later",
          null);
    }
  }

  private void confirmNext() {
    Runnable next;
    synchronized (lock) {
      next = confirmed.poll();
    }
    if (next != null) {
      next.run();
    }
  }

  private static int unsigned(ByteBuffer one, ByteBuffer other) {
    return Arrays.compareUnsigned(one.array(), other.array());
  }

  private static ByteBuffer sha256(byte[] content) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
