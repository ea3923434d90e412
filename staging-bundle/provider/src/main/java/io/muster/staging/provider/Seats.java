package io.muster.staging.provider;

import io.muster.peer.PeerKey;
import io.muster.staging.RemovalReason;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingChange.Kind;
import io.muster.staging.StagingEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The entries on the bench, with the orders in which they are listed, found, expire and are given
 * up. Each change takes constant time, over many changes. Used under the bench's lock.
 */
final class Seats {
  private final Consumer<StagingChange> changes;
  private final Timers timers;
  private final Map<String, Slot> slots = new HashMap<>();
  private final KeyIndex keys = new KeyIndex();
  private final Worth worth;
  private EntryRow row = new EntryRow();
  private Limits limits;
  private Expiry expiry;
  private long bytes;
  private long revision;

  /** {@code changes} is told of each change, in order, and only passes it on. */
  Seats(Limits limits, Timers timers, Consumer<StagingChange> changes) {
    this.limits = limits;
    this.timers = timers;
    this.changes = changes;
    this.worth = new Worth(limits.sourceShare());
    this.expiry = new Expiry(limits.expiry());
  }

  /** The slot of an address; null if there is none. */
  Slot find(String text) {
    return slots.get(text);
  }

  List<Slot> of(PeerKey key) {
    return keys.of(key);
  }

  /** Adds an entry whose address is not here. */
  void add(StagingEntry entry) {
    Slot slot = new Slot(entry);
    makeRoom(slot);
    seat(slot);
    worth.add(slot);
    expiry.refreshed(slot, timers);
    changes.accept(StagingChange.of(++revision, Kind.STAGED, entry));
  }

  private void seat(Slot slot) {
    slots.put(slot.text(), slot);
    bytes += slot.size();
    slot.place = row.add(slot.entry);
    slot.entry.address().key().ifPresent(key -> keys.add(key, slot));
  }

  private void makeRoom(Slot newcomer) {
    if (worth.heldBySourceOf(newcomer.entry) >= limits.sourceEntries()) {
      remove(worth.worstOfSourceOf(newcomer.entry), RemovalReason.EVICTED);
    }
    while (row.size() >= limits.entries() || bytes > limits.bytes() - newcomer.size()) {
      remove(worth.worst(newcomer.entry), RemovalReason.EVICTED);
    }
  }

  private void trim() {
    while (row.size() > limits.entries() || bytes > limits.bytes()) {
      remove(worth.worst(null), RemovalReason.EVICTED);
    }
  }

  /** An entry was staged again. */
  void refresh(Slot slot, StagingEntry entry) {
    replace(slot, entry);
    worth.refreshed(slot);
    expiry.refreshed(slot, timers);
    trim();
  }

  /** It was learned whether an entry can be reached. */
  void learned(Slot slot, StagingEntry entry) {
    replace(slot, entry);
    worth.learned(slot);
  }

  private void replace(Slot slot, StagingEntry entry) {
    bytes -= slot.size();
    slot.entry = entry;
    bytes += slot.size();
    row.set(slot.place, entry);
    changes.accept(StagingChange.of(++revision, Kind.UPDATED, entry));
  }

  void remove(Slot slot, RemovalReason reason) {
    StagingEntry entry = slot.entry;
    slots.remove(slot.text());
    bytes -= slot.size();
    row.remove(slot.place);
    entry.address().key().ifPresent(key -> keys.remove(key, slot));
    worth.remove(slot);
    expiry.remove(slot);
    changes.accept(StagingChange.gone(++revision, entry, reason));
    if (row.isSparse()) {
      rebuild();
    }
  }

  private void rebuild() {
    EntryRow fresh = new EntryRow();
    for (StagingEntry entry : row.snapshot()) {
      slots.get(entry.address().toString()).place = fresh.add(entry);
    }
    row = fresh;
  }

  /** Removes what has expired, so many at most: how many went. */
  int expire(int most) {
    long now = timers.nanos();
    int gone = 0;
    for (Slot due = expiry.due(now); due != null && gone < most; due = expiry.due(now)) {
      remove(due, RemovalReason.EXPIRED);
      gone++;
    }
    return gone;
  }

  Expiry expiry() {
    return expiry;
  }

  /** Other limits: what is too much goes at once, what may expire has a whole period. */
  void limits(Limits now) {
    boolean sameExpiry = now.expiry().equals(limits.expiry());
    limits = now;
    worth.share(now.sourceShare());
    trim();
    if (!sameExpiry) {
      slots.values().forEach(expiry::remove);
      expiry = new Expiry(now.expiry());
      long at = timers.nanos();
      slots.values().forEach(slot -> expiry.refreshed(slot, at));
    }
  }

  /** Takes entries of an earlier run over, in the order of their coming; expired ones are left. */
  void restore(Iterable<StagingEntry> entries, Instant now) {
    for (StagingEntry entry : entries) {
      Duration time = limits.expiry().get(String.valueOf(entry.data().get(Expiry.TYPE)));
      boolean over = time != null && !now.isBefore(entry.updated().plus(time));
      if (!over && !slots.containsKey(entry.address().toString())) {
        seat(new Slot(entry));
      }
    }
    long nanos = timers.nanos();
    slots.values().stream()
        .sorted(
            Comparator.comparing(
                slot -> slot.entry.unreachableSince().orElse(slot.entry.updated())))
        .forEach(worth::add);
    slots.values().stream()
        .sorted(Comparator.comparing(slot -> slot.entry.updated()))
        .forEach(slot -> expiry.refreshed(slot, nanos - age(slot, now)));
    trim();
  }

  private static long age(Slot slot, Instant now) {
    return Math.max(0, Duration.between(slot.entry.updated(), now).toNanos());
  }

  /** Everything, in constant time. */
  EntryList snapshot() {
    return row.snapshot();
  }

  long revision() {
    return revision;
  }
}
