package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Position;
import io.muster.events.spi.Blob;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Entries that will be signed together, and who waits for them. */
final class OpenBatch {
  /** Largest sum of the payloads that go to the disk together, unless a single one is larger. */
  private static final int MAX_BLOB_BYTES = 1 << 20;

  private final List<Item> items = new ArrayList<>();
  private final List<Blob> blobs = new ArrayList<>();
  private int bytes;
  private int blobBytes;

  /** An entry, the payloads that it names, and who waits for it. */
  record Item(Entry entry, List<Blob> blobs, byte[] encoded, CompletableFuture<Position> done) {
    static Item of(Entry entry, List<Blob> blobs, CompletableFuture<Position> done) {
      byte[] encoded = Entries.encode(entry);
      if (encoded.length > Batch.MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException("An entry of " + encoded.length + " bytes fits nowhere");
      }
      return new Item(entry, blobs, encoded, done);
    }

    int blobBytes() {
      int sum = 0;
      for (Blob blob : blobs) {
        sum += blob.bytes().remaining();
      }
      return sum;
    }
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Says whether it holds GENESIS. */
  boolean isBeginning() {
    return items.get(0).entry() instanceof Genesis;
  }

  int size() {
    return items.size();
  }

  boolean hasRoomFor(Item item) {
    return items.size() < Batch.MAX_ENTRIES
        && bytes + item.encoded().length <= Batch.MAX_ENTRY_BYTES
        && (blobBytes == 0 || blobBytes + item.blobBytes() <= MAX_BLOB_BYTES);
  }

  void add(Item item) {
    items.add(item);
    blobs.addAll(item.blobs());
    bytes += item.encoded().length;
    blobBytes += item.blobBytes();
  }

  /** Returns the payloads that its entries name and that go to the disk with it. */
  List<Blob> blobs() {
    return blobs;
  }

  /** Returns how much goes to the disk. */
  int bytes() {
    return bytes + blobBytes;
  }

  List<byte[]> encoded() {
    return items.stream().map(Item::encoded).toList();
  }

  List<Entry> entries() {
    return items.stream().map(Item::entry).toList();
  }

  void complete(Header header) {
    long seq = header.firstSeq();
    for (Item item : items) {
      item.done().complete(new Position(header.feedId(), seq++));
    }
  }

  void fail(Throwable failure) {
    items.forEach(item -> item.done().completeExceptionally(failure));
  }
}
