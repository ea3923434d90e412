package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entries;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Entries that will be signed together, and who waits for them. */
final class OpenBatch {
  private final List<Item> items = new ArrayList<>();
  private int bytes;

  /** An entry and who waits for it. */
  record Item(Entry entry, byte[] encoded, CompletableFuture<Position> done) {
    static Item of(Entry entry, CompletableFuture<Position> done) {
      byte[] encoded = Entries.encode(entry);
      if (encoded.length > Batch.MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException("An entry of " + encoded.length + " bytes fits nowhere");
      }
      return new Item(entry, encoded, done);
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
        && bytes + item.encoded().length <= Batch.MAX_ENTRY_BYTES;
  }

  void add(Item item) {
    items.add(item);
    bytes += item.encoded().length;
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
