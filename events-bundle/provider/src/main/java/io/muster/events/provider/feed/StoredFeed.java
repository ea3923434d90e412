package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Header;
import io.muster.events.provider.codec.RunId;
import io.muster.events.spi.EventLog;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One feed: where its batches are in the log, how far it was accepted and how far it is on disk. Of
 * a trimmed feed the first batch and what is behind the TRIM are here, perhaps with some of what is
 * before it.
 */
final class StoredFeed {
  private final EventLog log;
  private final FeedId id;
  private final PeerKey key;
  private final RunId run;

  /** All accepted batches in order; those up to {@link #durableSlots} are on disk. */
  private final List<Slot> slots = new ArrayList<>();

  private final Stretches stretches = new Stretches();
  private Map<Hash, Long> severed = Map.of();
  private int durableSlots;
  private FeedHead accepted;
  private FeedHead durable;
  private FeedUse all = FeedUse.NONE;
  private FeedUse idle = FeedUse.NONE;
  private long durableBytes;
  private long durableEntries;

  /** Up to where a TRIM says that all is dead or copied; nothing before it is fetched any more. */
  private FeedHead base;

  private long effective;

  /** What a batch needs until it is on disk. */
  record Pending(Batch batch, List<Entry> entries, CompletableFuture<Void> done) {}

  /** An accepted batch. */
  static final class Slot {
    private final FeedHead end;
    private final int size;
    private final long firstSeq;
    private long number;
    private Pending pending;

    Slot(FeedId feed, Batch batch, long number, Pending pending) {
      this.end = new FeedHead(feed, batch.header().lastSeq(), batch.head());
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

    FeedHead end() {
      return end;
    }

    long firstSeq() {
      return firstSeq;
    }

    FeedUse use() {
      return new FeedUse(size, end.seq() - firstSeq + 1);
    }
  }

  StoredFeed(EventLog log, FeedId id, PeerKey key, RunId run) {
    this.log = log;
    this.id = id;
    this.key = key;
    this.run = run;
    this.accepted = FeedHead.before(id);
    this.durable = accepted;
    this.base = accepted;
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

  RunId run() {
    return run;
  }

  FeedHead accepted() {
    return later(accepted, base);
  }

  FeedHead durable() {
    return later(durable, base);
  }

  private static FeedHead later(FeedHead a, FeedHead b) {
    return a.seq() >= b.seq() ? a : b;
  }

  /** Returns what counts against the quota: what is behind the last TRIM, and the beginning. */
  FeedUse use() {
    return all.minus(idle);
  }

  /** Returns how many bytes of {@link #use} its entries take, without what is around batches. */
  long entryBytes() {
    return use().bytes() - (long) (Header.BYTES + Batch.SIGNATURE_BYTES) * slots.size();
  }

  /** Returns what is on disk here, counted or not. */
  FeedUse stored() {
    return all;
  }

  FeedInfo info() {
    return new FeedInfo(id, key, run, durable(), durableBytes, durableEntries, base.seq());
  }

  /** Says whether the first batch is here and no other: one of which the TRIM may not be known. */
  boolean hasOnlyItsBeginning() {
    return slots.size() == 1;
  }

  boolean isTrimmedToTheEnd() {
    return base.seq() > 0 && durable.seq() <= base.seq();
  }

  /**
   * Says whether a batch is here, or may be taken to be: of what a TRIM covers nothing can be told
   * any more, but up to {@code shared} there is only one history.
   */
  boolean hasAccepted(Batch batch, long shared) {
    Hash head = batch.head();
    Optional<Slot> slot = slotContaining(batch.header().firstSeq());
    return slot.isPresent()
        ? slot.get().end.head().equals(head)
        : batch.header().lastSeq() <= Math.min(base.seq(), shared);
  }

  /** Adds a batch that is in the log already. */
  void loaded(Batch batch, long number) {
    add(new Slot(id, batch, number, null));
    durableSlots = slots.size();
    durable = batch.end();
    durableBytes += batch.size();
    durableEntries += batch.header().count();
  }

  /** Notes batches of the log that follow one which was damaged, by the head before them. */
  void severed(Map<Hash, Long> numbers) {
    severed = numbers;
  }

  boolean isSevered() {
    return !severed.isEmpty();
  }

  /** Takes over the next batch that is in the log already, if the one before it is back. */
  Optional<Batch> takeSevered() {
    Long number =
        severed.isEmpty() || durable.seq() < accepted.seq() ? null : severed.remove(durable.head());
    if (number == null) {
      return Optional.empty();
    }
    Optional<Batch> next =
        log.read(number, 1, 1).stream()
            .filter(entry -> entry.number() == number)
            .findFirst()
            .map(entry -> Batch.parse(entry.bytes()))
            .filter(batch -> batch.header().firstSeq() == durable.seq() + 1);
    next.ifPresent(batch -> loaded(batch, number));
    return next;
  }

  Slot accept(Batch batch, List<Entry> entries, CompletableFuture<Void> done) {
    Slot slot = new Slot(id, batch, 0, new Pending(batch, entries, done));
    add(slot);
    return slot;
  }

  private void add(Slot slot) {
    slots.add(slot);
    stretches.add(slot.firstSeq, accepted.seq());
    accepted = slot.end;
    all = all.plus(slot.use());
  }

  /** Notes that a batch is on disk; returns those that are now, with all before them. */
  List<Slot> written(Slot slot, long number) {
    slot.number = number;
    List<Slot> fresh = new ArrayList<>();
    while (durableSlots < slots.size() && slots.get(durableSlots).number > 0) {
      Slot next = slots.get(durableSlots++);
      durable = next.end;
      durableBytes += next.size;
      durableEntries += next.use().entries();
      idle = slots.size() > 1 && next.end.seq() <= base.seq() ? idle.plus(next.use()) : idle;
      fresh.add(next);
    }
    return fresh;
  }

  /**
   * Forgets a batch that the disk did not take, and those behind it; returns who waits for them.
   */
  List<Pending> failed(Slot slot) {
    int index = slots.indexOf(slot);
    if (index < 0) {
      return List.of();
    }
    List<Slot> lost = slots.subList(index, slots.size());
    List<Slot> copy = List.copyOf(lost);
    lost.clear();
    stretches.cut(slot.firstSeq);
    accepted = index == 0 ? FeedHead.before(id) : slots.get(index - 1).end;
    copy.forEach(gone -> all = all.minus(gone.use()));
    return copy.stream().map(Slot::takePending).toList();
  }

  /** Up to where a TRIM reaches; 0 if none does. */
  long base() {
    return base.seq();
  }

  /** Returns up to where everything is dead, or here as a copy. */
  long effective() {
    return effective;
  }

  /** Says whether a TRIM cannot be one of this feed: another head is here at its place. */
  boolean contradicts(FeedHead through) {
    return slotContaining(through.seq()).filter(slot -> !slot.end.equals(through)).isPresent();
  }

  /** Notes that the feed goes on behind a TRIM. */
  void trimmed(FeedHead through) {
    if (through.seq() > base.seq()) {
      base = through;
      idle = droppable(through.seq()).stream().map(Slot::use).reduce(FeedUse.NONE, FeedUse::plus);
    }
  }

  /** Notes that the copies of what a TRIM covers are here. */
  void effective(long through) {
    effective = Math.max(effective, through);
  }

  /** Returns the durable batches that end at or before a number, without the first of all. */
  List<Slot> droppable(long through) {
    return slots.subList(Math.min(1, durableSlots), durableSlots).stream()
        .filter(slot -> slot.end.seq() <= through)
        .toList();
  }

  /** Returns the durable batches up to a number, the first of all among them. */
  List<Slot> slotsUpTo(long through) {
    return slots.subList(0, durableSlots).stream().filter(s -> s.end.seq() <= through).toList();
  }

  /** Returns the durable batches that no TRIM covers. */
  List<Slot> slotsBehindTrim() {
    return slots.subList(0, durableSlots).stream().filter(s -> s.end.seq() > base.seq()).toList();
  }

  FeedHead baseHead() {
    return base;
  }

  /**
   * Forgets the batches up to a number but for the first of all, which stands elsewhere now.
   *
   * @return the number of the log before which nothing is needed any more
   */
  long dropped(long through, long firstNumber) {
    List<Slot> gone = droppable(through);
    for (Slot slot : gone) {
      all = all.minus(slot.use());
      idle = idle.minus(slot.use());
      durableBytes -= slot.size;
      durableEntries -= slot.use().entries();
    }
    slots.removeAll(gone);
    durableSlots -= gone.size();
    slots.get(0).number = firstNumber;
    stretches.dropped(through, slots.size() > 1 ? slots.get(1).firstSeq : 0);
    return slots.subList(0, durableSlots).stream().mapToLong(s -> s.number).min().orElse(1);
  }

  /** Returns where the unbroken stretch that holds a durable entry begins. */
  Optional<Long> stretchOf(long seq) {
    return slotContaining(seq)
        .filter(slot -> slot.end.seq() <= durable.seq())
        .flatMap(slot -> stretches.of(seq));
  }

  /** Returns the batch that contains an entry, on disk or on its way there. */
  Optional<Batch> acceptedBatch(long seq) {
    return slotContaining(seq)
        .flatMap(slot -> slot.pending == null ? read(slot) : Optional.of(slot.pending.batch()));
  }

  Optional<Batch> acceptedBatch(long seq, RecentBatches recent) {
    return slotContaining(seq).flatMap(slot -> recent.at(slot.end).or(() -> acceptedBatch(seq)));
  }

  /**
   * Says whether a batch with this head ends at a number here, or may be taken to: see {@link
   * #hasAccepted}.
   */
  boolean hasHead(long seq, Hash head, long shared) {
    Optional<Slot> slot = slotContaining(seq);
    return slot.map(s -> s.end.head().equals(head))
        .orElse(seq > 0 && seq <= Math.min(base.seq(), shared) || isBase(seq, head));
  }

  private boolean isBase(long seq, Hash head) {
    return base.seq() > 0 && base.equals(new FeedHead(id, seq, head));
  }

  Optional<Batch> batchContaining(long seq) {
    return slotContaining(seq).filter(slot -> slot.end.seq() <= durable.seq()).flatMap(this::read);
  }

  Optional<Batch> batchContaining(long seq, RecentBatches recent) {
    return slotContaining(seq)
        .filter(slot -> slot.end.seq() <= durable.seq())
        .flatMap(slot -> recent.at(slot.end).or(() -> read(slot)));
  }

  /** Reads a batch; empty if it was damaged since the store was opened. */
  Optional<Batch> read(Slot slot) {
    return log.read(slot.number, 1, 1).stream()
        .filter(entry -> entry.number() == slot.number)
        .findFirst()
        .map(entry -> Batch.parse(entry.bytes()));
  }

  Optional<Slot> slotContaining(long seq) {
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
