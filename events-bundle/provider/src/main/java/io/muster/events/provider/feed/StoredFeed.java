package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.RunId;
import io.muster.events.spi.EventLog;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One feed: where its batches are in the log, how far it was accepted and how far it is on disk.
 */
final class StoredFeed {
  private final EventLog log;
  private final FeedId id;
  private final PeerKey key;
  private final RunId run;

  /** All accepted batches in order; those up to {@link #durableSlots} are on disk. */
  private final List<Slot> slots = new ArrayList<>();

  private int durableSlots;
  private FeedHead accepted;
  private FeedHead durable;
  private long acceptedBytes;
  private long durableBytes;

  /** What a batch needs until it is on disk. */
  record Pending(Batch batch, List<Entry> entries, CompletableFuture<Void> done) {}

  /** An accepted batch. */
  static final class Slot {
    private final FeedHead end;
    private final int size;
    private final long firstSeq;
    private long number;
    private Pending pending;

    Slot(Batch batch, long number, Pending pending) {
      this.end = batch.end();
      this.size = batch.size();
      this.firstSeq = batch.header().firstSeq();
      this.number = number;
      this.pending = pending;
    }

    Pending takePending() {
      Pending taken = pending;
      pending = null;
      return taken;
    }
  }

  StoredFeed(EventLog log, FeedId id, PeerKey key, RunId run) {
    this.log = log;
    this.id = id;
    this.key = key;
    this.run = run;
    this.accepted = FeedHead.before(id);
    this.durable = accepted;
  }

  EventLog log() {
    return log;
  }

  FeedId id() {
    return id;
  }

  PeerKey key() {
    return key;
  }

  FeedHead accepted() {
    return accepted;
  }

  FeedHead durable() {
    return durable;
  }

  long acceptedBytes() {
    return acceptedBytes;
  }

  FeedInfo info() {
    return new FeedInfo(id, key, run, durable, durableBytes);
  }

  boolean hasAccepted(Batch batch) {
    Hash head = batch.head();
    return slotContaining(batch.header().firstSeq())
        .filter(slot -> slot.end.head().equals(head))
        .isPresent();
  }

  /** Adds a batch that is in the log already. */
  void loaded(Batch batch, long number) {
    slots.add(new Slot(batch, number, null));
    durableSlots = slots.size();
    accepted = batch.end();
    durable = accepted;
    acceptedBytes += batch.size();
    durableBytes = acceptedBytes;
  }

  Slot accept(Batch batch, List<Entry> entries, CompletableFuture<Void> done) {
    Slot slot = new Slot(batch, 0, new Pending(batch, entries, done));
    slots.add(slot);
    accepted = batch.end();
    acceptedBytes += batch.size();
    return slot;
  }

  /** Notes that a batch is on disk; returns those that are now, with all before them. */
  List<Slot> written(Slot slot, long number) {
    slot.number = number;
    List<Slot> fresh = new ArrayList<>();
    while (durableSlots < slots.size() && slots.get(durableSlots).number > 0) {
      Slot next = slots.get(durableSlots++);
      durable = next.end;
      durableBytes += next.size;
      fresh.add(next);
    }
    return fresh;
  }

  /** Forgets a batch that the disk did not take, and those behind it. */
  void failed(Slot slot, Throwable failure) {
    int index = slots.indexOf(slot);
    if (index < 0) {
      return;
    }
    List<Slot> lost = slots.subList(index, slots.size());
    List<Slot> copy = List.copyOf(lost);
    lost.clear();
    accepted = index == 0 ? FeedHead.before(id) : slots.get(index - 1).end;
    copy.forEach(gone -> acceptedBytes -= gone.size);
    copy.forEach(gone -> gone.takePending().done().completeExceptionally(failure));
  }

  Optional<Batch> batchContaining(long seq) {
    return slotContaining(seq).filter(slot -> slot.end.seq() <= durable.seq()).flatMap(this::read);
  }

  /** Reads a batch; empty if it was damaged since the store was opened. */
  private Optional<Batch> read(Slot slot) {
    return log.read(slot.number, 1, 1).stream()
        .filter(entry -> entry.number() == slot.number)
        .findFirst()
        .map(entry -> Batch.parse(entry.bytes()));
  }

  private Optional<Slot> slotContaining(long seq) {
    int low = 0;
    int high = slots.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Slot slot = slots.get(middle);
      if (seq < slot.firstSeq) {
        high = middle - 1;
      } else if (seq > slot.end.seq()) {
        low = middle + 1;
      } else {
        return Optional.of(slot);
      }
    }
    return Optional.empty();
  }
}
