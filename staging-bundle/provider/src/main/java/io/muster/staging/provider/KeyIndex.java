package io.muster.staging.provider;

import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The entries of each key, oldest first: rings of slots. Used under the bench's lock. */
final class KeyIndex {
  private final Map<PeerKey, Slot> firsts = new HashMap<>();

  void add(PeerKey key, Slot slot) {
    Slot first = firsts.putIfAbsent(key, slot);
    if (first != null) {
      Slot last = first.keyBefore == null ? first : first.keyBefore;
      join(last, slot);
      join(slot, first);
    }
  }

  private static void join(Slot before, Slot after) {
    before.keyAfter = after;
    after.keyBefore = before;
  }

  void remove(PeerKey key, Slot slot) {
    Slot after = slot.keyAfter;
    if (after == null) {
      firsts.remove(key);
      return;
    }
    if (firsts.get(key) == slot) {
      firsts.put(key, after);
    }
    join(slot.keyBefore, after);
    slot.keyBefore = null;
    slot.keyAfter = null;
    if (after.keyAfter == after) {
      after.keyBefore = null;
      after.keyAfter = null;
    }
  }

  List<Slot> of(PeerKey key) {
    List<Slot> slots = new ArrayList<>();
    Slot first = firsts.get(key);
    for (Slot slot = first; slot != null; slot = slot.keyAfter == first ? null : slot.keyAfter) {
      slots.add(slot);
    }
    return slots;
  }
}
