package io.muster.staging.provider;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.RemovalReason;
import io.muster.staging.StagingEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is on the bench and what is aside. Used under the bench's lock. */
final class BenchState {
  private final Seats seats;
  private final Aside aside = new Aside();
  private long touches;

  BenchState(Seats seats) {
    this.seats = seats;
  }

  Seats seats() {
    return seats;
  }

  /** The entry of an address, on the bench or aside; null if there is none. */
  StagingEntry find(PeerAddress address) {
    Slot slot = seats.find(address.toString());
    return slot != null ? slot.entry : aside.get(address);
  }

  /** Stages an address: whether it is new on the bench. */
  boolean stage(PeerAddress address, Map<String, Object> fields, Instant now) {
    Slot slot = seats.find(address.toString());
    if (slot != null) {
      seats.refresh(slot, updated(slot.entry, fields, now));
      touches++;
      return false;
    }
    boolean off = aside.has(address);
    StagingEntry known = off ? aside.get(address) : null;
    StagingEntry entry =
        known != null
            ? updated(known, fields, now)
            : new StagingEntry(address, fields, now, now, Optional.empty());
    if (off) {
      aside.put(entry);
    } else {
      seats.add(entry);
    }
    touches++;
    return !off;
  }

  /** What an entry becomes when it is staged again. */
  static StagingEntry updated(StagingEntry known, Map<String, Object> fields, Instant now) {
    Instant updated = now.isAfter(known.updated()) ? now : known.updated();
    return new StagingEntry(
        known.address(),
        PlainData.merge(known.data(), fields),
        known.birth(),
        updated,
        known.unreachableSince());
  }

  /** Removes an address, also from aside: whether it was there. */
  boolean remove(PeerAddress address, RemovalReason reason) {
    touches++;
    Slot slot = seats.find(address.toString());
    if (slot == null) {
      return aside.remove(address);
    }
    seats.remove(slot, reason);
    return true;
  }

  /** Removes the entries of a key, also from aside: how many. */
  int removeAll(PeerKey key) {
    touches++;
    List<Slot> of = seats.of(key);
    of.forEach(slot -> seats.remove(slot, RemovalReason.UNSTAGED));
    return of.size() + aside.clear(key);
  }

  /** There is a link to a peer. */
  void connected(PeerKey key) {
    touches++;
    List<Slot> taken = seats.of(key);
    aside.open(key);
    for (Slot slot : taken) {
      seats.remove(slot, RemovalReason.CONNECTED);
      aside.put(slot.entry);
    }
  }

  /** A link to a peer is lost: what is to be staged again, if it was the last link. */
  List<StagingEntry> lost(PeerKey key) {
    touches++;
    return aside.close(key);
  }

  /** Stages an entry again that was aside, unless somebody was faster. */
  void stageAgain(StagingEntry kept, Instant now) {
    if (find(kept.address()) == null && !aside.has(kept.address())) {
      touches++;
      seats.add(reached(updated(kept, Map.of(), now), Optional.empty()));
    }
  }

  /** It was learned whether an address can be reached. */
  void learned(PeerAddress address, boolean reached, Instant now) {
    StagingEntry known = find(address);
    if (known == null || known.unreachableSince().isEmpty() == reached) {
      return;
    }
    touches++;
    StagingEntry entry = reached(known, reached ? Optional.empty() : Optional.of(now));
    Slot slot = seats.find(address.toString());
    if (slot == null) {
      aside.replace(entry);
    } else {
      seats.learned(slot, entry);
    }
  }

  private static StagingEntry reached(StagingEntry entry, Optional<Instant> unreachable) {
    return new StagingEntry(
        entry.address(), entry.data(), entry.birth(), entry.updated(), unreachable);
  }

  /** Removes what has expired, so many at most: how many went. */
  int expire(int most) {
    int gone = seats.expire(most);
    touches += gone;
    return gone;
  }

  /** Everything that is aside. */
  List<StagingEntry> aside() {
    return aside.entries();
  }

  /** Changes whenever something does, also aside. */
  long touches() {
    return touches;
  }
}
