package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.muster.events.spi.Blob;
import io.muster.events.spi.EventLog.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes groups of random changes and remembers which were confirmed and which were under way, so
 * that what is recovered can be judged: lost, unexpected, or as it must be.
 */
final class Workload {
  static final FileStoreLimits LIMITS =
      new FileStoreLimits(8 << 10, 8 << 20, 0, java.time.Duration.ZERO);
  private static final List<String> LOGS = List.of("feed/a", "feed/b", "c");

  private final Random random;
  private final Map<String, TreeMap<Long, byte[]>> confirmed = new HashMap<>();
  private final Map<String, TreeMap<Long, byte[]>> underWay = new HashMap<>();
  private final Map<String, Long> next = new HashMap<>();
  private final Map<String, Long> first = new HashMap<>();
  private final Map<String, Long> firstUnderWay = new HashMap<>();
  private final Map<ByteBuffer, byte[]> blobs = new HashMap<>();
  private final Map<ByteBuffer, byte[]> everyBlob = new HashMap<>();
  private final Set<ByteBuffer> blobsUnderWay = new HashSet<>();
  private final Map<String, Map<Long, Set<ByteBuffer>>> namedUnderWay = new HashMap<>();
  private final Map<String, byte[]> cells = new HashMap<>();
  private final Map<String, List<byte[]>> cellsUnderWay = new HashMap<>();
  private int entries;
  private long attempted;
  private long confirmations;

  private final Appending appending;

  /** Makes an append with blobs. */
  interface Appending {
    Op<Long> of(String log, byte[] entry, List<Blob> blobs);
  }

  Workload(long seed) {
    this(seed, (log, entry, blobs) -> new Op.Append(LogId.of(log), log, entry, blobs));
  }

  Workload(long seed, Appending appending) {
    this.appending = appending;
    random = new Random(seed);
    for (String log : LOGS) {
      namedUnderWay.put(log, new HashMap<>());
      confirmed.put(log, new TreeMap<>());
      underWay.put(log, new TreeMap<>());
      next.put(log, 1L);
      first.put(log, 1L);
    }
  }

  int entries() {
    return entries;
  }

  /** How many changes were begun. */
  long attempted() {
    return attempted;
  }

  /** How many changes were confirmed. */
  long acked() {
    return confirmations;
  }

  /** Commits one group; if that throws, what was under way stays so. */
  void step(Recovery.Recovered store) {
    List<Op<?>> ops = new ArrayList<>();
    List<Runnable> confirmations = new ArrayList<>();
    int count = 1 + random.nextInt(5);
    for (int i = 0; i < count; i++) {
      ops.add(change(confirmations));
    }
    attempted += count;
    store.journal().commit(ops);
    for (Op<?> op : ops) {
      op.stage().join();
    }
    this.confirmations += count;
    confirmations.forEach(Runnable::run);
    underWay.values().forEach(Map::clear);
    namedUnderWay.values().forEach(Map::clear);
    firstUnderWay.clear();
    blobsUnderWay.clear();
    cellsUnderWay.clear();
  }

  void compact(MemDisk disk, Recovery.Recovered store) throws IOException {
    new Compactor(disk, store).compactOne(512, LIMITS.segmentBytes());
  }

  private Op<?> change(List<Runnable> confirmations) {
    int dice = random.nextInt(24);
    if (dice < 11) {
      return append(confirmations);
    }
    if (dice >= 20) {
      return appendWithBlobs(confirmations);
    }
    if (dice < 13) {
      return truncate(confirmations);
    }
    if (dice < 16) {
      return putBlob(confirmations);
    }
    return dice < 18 ? dropBlob(confirmations) : putCell(confirmations);
  }

  private byte[] bytes(int max) {
    byte[] bytes = new byte[1 + random.nextInt(max)];
    random.nextBytes(bytes);
    return bytes;
  }

  private String anyLog() {
    return LOGS.get(random.nextInt(LOGS.size()));
  }

  private Op<?> append(List<Runnable> confirmations) {
    String log = anyLog();
    byte[] entry = bytes(random.nextInt(4) == 0 ? 1500 : 100);
    underWay(log, entry, confirmations);
    return new Op.Append(LogId.of(log), log, entry);
  }

  private long underWay(String log, byte[] entry, List<Runnable> confirmations) {
    long number = next.merge(log, 1L, Long::sum) - 1;
    entries++;
    underWay.get(log).put(number, entry);
    confirmations.add(() -> confirmed.get(log).put(number, entry));
    return number;
  }

  private Op<?> appendWithBlobs(List<Runnable> confirmations) {
    String log = anyLog();
    byte[] entry = bytes(100);
    Map<ByteBuffer, Blob> blobs = new HashMap<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      byte[] blob = random.nextInt(3) == 0 ? anyBlob() : bytes(1200);
      ByteBuffer key = ByteBuffer.wrap(LogId.sha256(blob));
      blobs.put(key, Blob.of(key.array(), ByteBuffer.wrap(blob)));
      everyBlob.put(key, blob);
      blobsUnderWay.add(key);
      confirmations.add(() -> this.blobs.put(key, blob));
    }
    long number = underWay(log, entry, confirmations);
    namedUnderWay.get(log).put(number, new HashSet<>(blobs.keySet()));
    return appending.of(log, entry, List.copyOf(blobs.values()));
  }

  private byte[] anyBlob() {
    List<ByteBuffer> all = everyBlob.keySet().stream().sorted().toList();
    return all.isEmpty() ? bytes(1200) : everyBlob.get(all.get(random.nextInt(all.size())));
  }

  private Op<?> truncate(List<Runnable> confirmations) {
    String log = anyLog();
    long before = first.get(log) + random.nextInt(6);
    long effective = Math.max(first.get(log), Math.min(before, next.get(log)));
    firstUnderWay.merge(log, effective, Math::max);
    confirmations.add(
        () -> {
          first.merge(log, effective, Math::max);
          confirmed.get(log).headMap(effective).clear();
        });
    return new Op.Truncate(LogId.of(log), log, before);
  }

  private Op<?> putBlob(List<Runnable> confirmations) {
    byte[] blob = bytes(2000);
    byte[] hash = LogId.sha256(blob);
    ByteBuffer key = ByteBuffer.wrap(hash);
    everyBlob.put(key, blob);
    blobsUnderWay.add(key);
    confirmations.add(() -> blobs.put(key, blob));
    return new Op.PutBlob(hash, blob);
  }

  private Op<?> dropBlob(List<Runnable> confirmations) {
    List<ByteBuffer> all = everyBlob.keySet().stream().sorted().toList();
    ByteBuffer key =
        all.isEmpty() ? ByteBuffer.wrap(new byte[32]) : all.get(random.nextInt(all.size()));
    blobsUnderWay.add(key);
    namedUnderWay.values().forEach(log -> log.values().forEach(named -> named.remove(key)));
    confirmations.add(() -> blobs.remove(key));
    return new Op.DropBlob(key.array());
  }

  private Op<?> putCell(List<Runnable> confirmations) {
    String name = "cell" + random.nextInt(2);
    byte[] content = random.nextInt(4) == 0 ? new byte[0] : bytes(700);
    cellsUnderWay.computeIfAbsent(name, n -> new ArrayList<>()).add(content);
    confirmations.add(() -> cells.put(name, content));
    return new Op.PutCell(name, content);
  }

  /**
   * Fails if something confirmed is missing, or something is there that cannot be.
   *
   * @return how many entries are there that were under way
   */
  int judge(Recovery.Recovered store) {
    Reader reader = new Reader(store.index(), (segment, text) -> fail("recovered, but: " + text));
    int recovered = 0;
    for (String log : LOGS) {
      recovered += judge(log, store.index(), reader);
    }
    for (Map.Entry<ByteBuffer, byte[]> blob : everyBlob.entrySet()) {
      if (!blobsUnderWay.contains(blob.getKey())) {
        byte[] found = reader.blob(blob.getKey().array()).orElse(null);
        assertArrayEquals(blobs.get(blob.getKey()), found, "a blob is lost or came back");
      }
    }
    for (String name : List.of("cell0", "cell1")) {
      judge(name, reader.cell(name).orElse(new byte[0]));
    }
    return recovered;
  }

  private int judge(String log, Index index, Reader reader) {
    LogId id = LogId.of(log);
    TreeMap<Long, byte[]> found = new TreeMap<>();
    for (Entry entry : reader.entries(id, 1, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
      found.put(entry.number(), entry.bytes());
    }
    long mayBeGone = firstUnderWay.getOrDefault(log, 1L);
    confirmed
        .get(log)
        .forEach(
            (number, bytes) -> {
              if (number >= mayBeGone || found.containsKey(number)) {
                assertArrayEquals(bytes, found.get(number), () -> log + " lost entry " + number);
              }
            });
    found.forEach(
        (number, bytes) -> {
          byte[] expected = confirmed.get(log).getOrDefault(number, underWay.get(log).get(number));
          assertArrayEquals(expected, bytes, () -> log + " has an unexpected entry " + number);
        });
    namedUnderWay
        .get(log)
        .forEach(
            (number, named) -> {
              if (found.containsKey(number)) {
                String lost = log + " has entry " + number + " without its blob";
                named.forEach(key -> assertTrue(reader.blob(key.array()).isPresent(), lost));
              }
            });
    long confirmedNext = confirmed.get(log).isEmpty() ? first.get(log) : lastConfirmed(log) + 1;
    assertTrue(index.next(id) >= confirmedNext, log + " would give out a number twice");
    boolean exists = confirmedNext > 1;
    assertFalse(exists && !index.names().contains(log), log + " lost its name");
    return (int) found.keySet().stream().filter(underWay.get(log)::containsKey).count();
  }

  private long lastConfirmed(String log) {
    return confirmed.get(log).lastKey();
  }

  private void judge(String name, byte[] found) {
    List<byte[]> possible = new ArrayList<>(cellsUnderWay.getOrDefault(name, List.of()));
    possible.add(cells.getOrDefault(name, new byte[0]));
    assertTrue(
        possible.stream().anyMatch(p -> java.util.Arrays.equals(p, found)),
        name + " has a content that it never had, or an old one");
  }
}
