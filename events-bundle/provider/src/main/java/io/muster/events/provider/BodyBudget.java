package io.muster.events.provider;

import io.muster.events.provider.codec.Hash;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a replica keeps of payloads for others: up to a number of bytes. If there are more, the
 * newest go first of the lane whose recipient has been away longest: it is served last. Confined to
 * the topic's thread.
 */
final class BodyBudget {
  private final Map<Hash, Kept> kept = new HashMap<>();
  private final Map<PeerKey, TreeMap<Long, Hash>> lanes = new HashMap<>();
  private final Map<PeerKey, Long> seenAt = new HashMap<>();
  private long used;
  private long number;

  private record Kept(PeerKey recipient, long number, int length) {}

  /** A member was heard. */
  void seen(PeerKey member, long now) {
    seenAt.put(member, now);
  }

  /** A payload for another member is here; those of one lane come in its order. */
  void kept(Hash hash, PeerKey recipient, int length) {
    Kept item = new Kept(recipient, number++, length);
    if (kept.putIfAbsent(hash, item) == null) {
      lanes.computeIfAbsent(recipient, r -> new TreeMap<>()).put(item.number(), hash);
      used += length;
    }
  }

  /** A payload is gone. */
  void gone(Hash hash) {
    Kept item = kept.remove(hash);
    if (item != null) {
      TreeMap<Long, Hash> lane = lanes.get(item.recipient());
      lane.remove(item.number());
      if (lane.isEmpty()) {
        lanes.remove(item.recipient());
      }
      used -= item.length();
    }
  }

  /** Says whether a payload can be kept without another one going. */
  boolean hasRoom(int length, long most) {
    return used + length <= most;
  }

  /** Returns, and counts no longer, what is beyond the budget. */
  List<Hash> excess(long most) {
    List<Hash> excess = new ArrayList<>();
    while (used > most) {
      PeerKey away =
          lanes.keySet().stream()
              .min(Comparator.comparingLong(member -> seenAt.getOrDefault(member, 0L)))
              .orElseThrow();
      Hash newest = lanes.get(away).lastEntry().getValue();
      gone(newest);
      excess.add(newest);
    }
    return excess;
  }
}
