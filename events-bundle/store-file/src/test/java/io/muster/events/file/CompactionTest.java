package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Space comes back, and readers do not notice. */
class CompactionTest {
  private static final FileStoreLimits LIMITS =
      new FileStoreLimits(256 << 10, 8 << 20, 0, java.time.Duration.ZERO);

  private static long bytesOn(MemDisk disk) {
    return disk.content().values().stream().mapToLong(b -> b.length).sum();
  }

  @Test
  void spaceOfDroppedBlobsAndForgottenEntriesComesBackWhileReadersRead() throws Exception {
    MemDisk disk = new MemDisk();
    List<String> warnings = java.util.Collections.synchronizedList(new ArrayList<>());
    byte[] kept = new byte[2000];
    byte[] keptHash = LogId.sha256(kept);
    try (OpenStore open = OpenStore.over(disk, LIMITS, warnings::add)) {
      FileStore store = open.store;
      store.putBlob(keptHash, ByteBuffer.wrap(kept)).toCompletableFuture().join();
      store.log("kept").append(ByteBuffer.wrap(kept)).toCompletableFuture().join();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicBoolean wrong = new AtomicBoolean();
      Thread reader =
          new Thread(
              () -> {
                while (!stop.get()) {
                  boolean all =
                      store.blob(keptHash).isPresent()
                          && store.log("kept").read(1, 1, 1).size() == 1;
                  wrong.compareAndSet(false, !all);
                }
              });
      reader.start();
      long most = churn(store, disk);
      stop.set(true);
      reader.join(30_000);
      assertTrue(!wrong.get(), "a reader missed what is kept: " + warnings);
      assertTrue(disk.rewritings() > 0, "nothing was rewritten");
      assertTrue(most < 3 << 20, "16 MiB were written and dropped, the disk had " + most);
    }
    assertEquals(List.of(), warnings);
  }

  private static long churn(FileStore store, MemDisk disk) {
    Random random = new Random(9);
    long most = 0;
    for (int i = 1; i <= 400; i++) {
      byte[] blob = new byte[32 << 10];
      random.nextBytes(blob);
      byte[] hash = LogId.sha256(blob);
      store.putBlob(hash, ByteBuffer.wrap(blob));
      CompletionStage<Long> appended = store.log("feed").append(ByteBuffer.wrap(blob, 0, 8000));
      store.log("feed").truncateBefore(appended.toCompletableFuture().join());
      store.dropBlob(hash).toCompletableFuture().join();
      most = i % 20 == 0 ? Math.max(most, bytesOn(disk)) : most;
    }
    return most;
  }

  @Test
  void droppedBlobsLeaveNothingBehindForEver() throws IOException {
    FileStoreLimits limits = new FileStoreLimits(16 << 10, 8 << 20, 0, java.time.Duration.ZERO);
    MemDisk disk = new MemDisk();
    Recovery.Recovered store = Recovery.open(disk, limits, OpenStore.salts(), text -> {});
    Compactor compactor = new Compactor(disk, store);
    LogId id = LogId.of("feed");
    store.journal().commit(List.of(new Op.Append(id, "feed", new byte[100]))); // lives for ever
    Random random = new Random(5);
    List<byte[]> hashes = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      byte[] blob = new byte[200 + random.nextInt(300)];
      random.nextBytes(blob);
      hashes.add(LogId.sha256(blob));
      store.journal().commit(List.of(new Op.PutBlob(hashes.get(i), blob)));
      int before = i - random.nextInt(60); // some live through a few segments
      if (before >= 0) {
        store.journal().commit(List.of(new Op.DropBlob(hashes.get(before))));
      }
      while (i % 50 == 0 && compactor.compactOne(512, limits.segmentBytes())) {
        // until nothing is left to do
      }
    }
    hashes.forEach(hash -> store.journal().commit(List.of(new Op.DropBlob(hash))));
    while (compactor.compactOne(512, limits.segmentBytes())) {
      // until nothing is left to do
    }
    assertTrue(bytesOn(disk) < 4 * limits.segmentBytes(), "left: " + bytesOn(disk));
    Recovery.Recovered again =
        Recovery.open(disk.powerCut(random), limits, OpenStore.salts(), text -> {});
    assertEquals(0, again.index().blobs(), "dropped blobs came back");
    assertEquals(2, again.index().next(id));
  }

  @Test
  void blobTableFindsWhatAMapFinds() {
    Random random = new Random(3);
    BlobTable table = new BlobTable();
    Map<ByteBuffer, Long> model = new HashMap<>();
    List<byte[]> hashes = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] hash = new byte[32];
      random.nextBytes(hash);
      hash[4] = hash[0]; // few different homes: many collisions
      for (int b = 1; b < 8; b++) {
        hash[b] = (byte) (hash[b] & 3);
      }
      hashes.add(hash);
    }
    for (int i = 1; i < 20_000; i++) {
      byte[] hash = hashes.get(random.nextInt(hashes.size()));
      if (random.nextBoolean()) {
        table.put(hash, i, i * 2);
        model.put(ByteBuffer.wrap(hash), (long) i);
      } else {
        table.remove(hash);
        model.remove(ByteBuffer.wrap(hash));
      }
      assertEquals(model.size(), table.size());
      byte[] other = hashes.get(i % hashes.size());
      assertEquals(model.getOrDefault(ByteBuffer.wrap(other), 0L), table.place(other));
      if (i % 500 == 0) {
        assertEquals(listed(model), listed(table));
      }
    }
  }

  private static List<Long> listed(Map<ByteBuffer, Long> model) {
    return model.entrySet().stream()
        .sorted((a, b) -> Arrays.compareUnsigned(a.getKey().array(), b.getKey().array()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private static List<Long> listed(BlobTable table) {
    List<Long> places = new ArrayList<>();
    List<BlobTable.Row> page = table.after(new BlobTable.Row(0, 0, 0, 0), 7);
    while (!page.isEmpty()) {
      page.forEach(row -> places.add(row.place()));
      page = table.after(page.get(page.size() - 1), 7);
    }
    return places;
  }

  @Test
  void logIndexFindsWhatAMapFinds() throws IOException {
    Random random = new Random(4);
    LogIndex index = new LogIndex();
    Map<Long, Long> model = new HashMap<>();
    long next = 1;
    long first = 1;
    for (int i = 1; i < 20_000; i++) {
      if (random.nextInt(3) > 0) {
        index.put(next, i, 7);
        model.put(next++, (long) i);
      } else {
        first = Math.min(next, first + random.nextInt(5));
        index.truncate(first, next);
        long gone = first;
        model.keySet().removeIf(number -> number < gone);
      }
      assertEquals(next, index.next());
      assertEquals(first, index.first());
      long asked = 1 + random.nextInt((int) next + 3);
      assertEquals(model.getOrDefault(asked, 0L), index.place(asked), "" + asked);
    }
  }
}
