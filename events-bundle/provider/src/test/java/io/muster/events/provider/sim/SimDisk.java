package io.muster.events.provider.sim;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreUsage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * A disk whose writes stand in a queue until a test lets them reach the platter: {@link #sync};
 * what is not synced is lost by {@link #crash}. One thread.
 */
public final class SimDisk {
  private final Map<String, List<byte[]>> logs = new TreeMap<>();
  private final Map<String, Long> firsts = new HashMap<>();
  private final Map<ByteBuffer, byte[]> blobs = new HashMap<>();
  private final Map<String, byte[]> cells = new HashMap<>();
  private final Deque<Write> queue = new ArrayDeque<>();

  private Watcher watcher = new Watcher() {};

  /** A write that waits; {@code log} is empty if it is none to a log. */
  private record Write(Runnable effect, CompletableFuture<?> done, String log) {
    void fail() {
      done.completeExceptionally(
          new StoreException(StoreException.Reason.FULL, "The disk is full", null));
    }
  }

  /** Sees what reaches the platter, and what is asked of it. */
  public interface Watcher {
    /** An entry of a log has reached the platter. */
    default void appended(String log, byte[] entry) {}

    /** A write waits. */
    default void queued() {}

    /** A blob is to be stored. */
    default void storing(byte[] hash) {}

    /** A blob is about to be dropped. */
    default void dropping(byte[] hash) {}
  }

  /** Tells somebody from now on. */
  public void watch(Watcher other) {
    watcher = other;
  }

  /** Returns the store of a fresh start. */
  public EventStore open() {
    return new Store();
  }

  /** Returns how many writes wait. */
  public int waiting() {
    return queue.size();
  }

  /** Lets the oldest write reach the platter. */
  public boolean syncOne() {
    Write write = queue.poll();
    if (write == null) {
      return false;
    }
    write.effect().run();
    return true;
  }

  /** Lets all waiting writes reach the platter, and those that follow from them. */
  public void sync() {
    while (syncOne()) {
      // each may lead to another
    }
  }

  /** The oldest write fails, and those to the same log behind it; nothing is on the platter. */
  public void failOne() {
    Write first = queue.remove();
    List<Write> failing = new ArrayList<>(List.of(first));
    if (!first.log().isEmpty()) {
      queue.stream().filter(write -> write.log().equals(first.log())).forEach(failing::add);
      queue.removeAll(failing);
    }
    failing.forEach(Write::fail);
  }

  /** Loses what was not synced. */
  public void crash() {
    queue.clear();
  }

  /** Loses what was not synced but for some writes, which reach the platter unconfirmed. */
  public void crash(int survivors) {
    for (int i = 0; i < survivors && !queue.isEmpty(); i++) {
      queue.remove().effect().run();
    }
    queue.clear();
  }

  /** Returns a copy of what is on the platter. */
  public SimDisk copy() {
    SimDisk copy = new SimDisk();
    logs.forEach((name, entries) -> copy.logs.put(name, new ArrayList<>(entries)));
    copy.firsts.putAll(firsts);
    copy.blobs.putAll(blobs);
    copy.cells.putAll(cells);
    return copy;
  }

  private <T> CompletionStage<T> write(Supplier<T> effect) {
    return write("", effect);
  }

  private <T> CompletionStage<T> write(String log, Supplier<T> effect) {
    CompletableFuture<T> done = new CompletableFuture<>();
    queue.add(new Write(() -> done.complete(effect.get()), done, log));
    watcher.queued();
    return done;
  }

  private static byte[] copy(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return copy;
  }

  private final class Store implements EventStore {
    @Override
    public EventLog log(String name) {
      return new Log(name);
    }

    @Override
    public Set<String> logs() {
      return Set.copyOf(logs.keySet());
    }

    @Override
    public CompletionStage<Void> putBlob(byte[] hash, ByteBuffer bytes) {
      byte[] copy = copy(bytes);
      watcher.storing(hash);
      return write(
          () -> {
            blobs.put(ByteBuffer.wrap(hash.clone()), copy);
            return null;
          });
    }

    @Override
    public Optional<byte[]> blob(byte[] hash) {
      return Optional.ofNullable(blobs.get(ByteBuffer.wrap(hash))).map(byte[]::clone);
    }

    @Override
    public boolean hasBlob(byte[] hash) {
      return blobs.containsKey(ByteBuffer.wrap(hash));
    }

    @Override
    public CompletionStage<Void> dropBlob(byte[] hash) {
      watcher.dropping(hash);
      return write(
          () -> {
            blobs.remove(ByteBuffer.wrap(hash.clone()));
            return null;
          });
    }

    @Override
    public long blobs() {
      return blobs.size();
    }

    /** These disks lose what they lose as a whole, and damage nothing. */
    @Override
    public StoreUsage usage() {
      return StoreUsage.of(-1, -1, -1, 0);
    }

    @Override
    public List<byte[]> blobHashes(byte[] after, int max) {
      return blobs.keySet().stream()
          .map(hash -> hash.array().clone())
          .filter(hash -> Arrays.compareUnsigned(hash, after) > 0)
          .sorted(Arrays::compareUnsigned)
          .limit(max)
          .toList();
    }

    @Override
    public CompletionStage<Void> putCell(String name, ByteBuffer bytes) {
      byte[] copy = copy(bytes);
      return write(
          () -> {
            cells.put(name, copy);
            return null;
          });
    }

    @Override
    public Optional<byte[]> cell(String name) {
      return Optional.ofNullable(cells.get(name)).filter(c -> c.length > 0).map(byte[]::clone);
    }
  }

  private final class Log implements EventLog {
    private final String name;

    Log(String name) {
      this.name = name;
    }

    private List<byte[]> entries() {
      return logs.getOrDefault(name, List.of());
    }

    /** The blobs reach the platter one by one before the entry, as a crash may show. */
    @Override
    public CompletionStage<Long> append(ByteBuffer entry, List<Blob> together) {
      byte[] copy = copy(entry);
      for (Blob blob : together) {
        ByteBuffer key = ByteBuffer.wrap(blob.hash().clone());
        byte[] bytes = copy(blob.bytes());
        watcher.storing(blob.hash());
        write(name, () -> blobs.putIfAbsent(key, bytes));
      }
      return write(
          name,
          () -> {
            logs.computeIfAbsent(name, n -> new ArrayList<>()).add(copy);
            watcher.appended(name, copy);
            return (long) logs.get(name).size();
          });
    }

    @Override
    public long first() {
      return firsts.getOrDefault(name, 1L);
    }

    @Override
    public long next() {
      return entries().size() + 1L;
    }

    @Override
    public List<Entry> read(long from, int maxEntries, int maxBytes) {
      List<Entry> read = new ArrayList<>();
      int bytes = 0;
      for (long n = Math.max(first(), from); n < next() && read.size() < maxEntries; n++) {
        if (!read.isEmpty() && bytes >= maxBytes) {
          break;
        }
        byte[] entry = entries().get((int) n - 1);
        bytes += entry.length;
        read.add(new Entry(n, entry.clone()));
      }
      return List.copyOf(read);
    }

    @Override
    public CompletionStage<Void> truncateBefore(long before) {
      return write(
          () -> {
            long first = Math.max(first(), Math.min(before, next()));
            for (long n = first(); n < first; n++) {
              logs.get(name).set((int) n - 1, null);
            }
            firsts.put(name, first);
            return null;
          });
    }
  }
}
