package io.muster.staging.provider;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.StagingEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of connected peers, which are off the bench until their link is lost. Those of one
 * key stand in the order in which they were last staged. Used under the bench's lock.
 */
final class Aside {
  static final int MAX_ENTRIES = 16;

  private final Map<PeerKey, Kept> kept = new HashMap<>();

  /** What is kept for a key, and how many handles keep it. */
  private static final class Kept {
    final Map<String, StagingEntry> entries = new LinkedHashMap<>(4);
    int handles;
  }

  private Kept of(PeerAddress address) {
    return kept.isEmpty() ? null : address.key().map(kept::get).orElse(null);
  }

  boolean has(PeerAddress address) {
    return of(address) != null;
  }

  /** Opens a handle. */
  void open(PeerKey key) {
    kept.computeIfAbsent(key, k -> new Kept()).handles++;
  }

  /** Closes a handle: the entries that are to be staged again, in their order. */
  List<StagingEntry> close(PeerKey key) {
    Kept of = kept.get(key);
    if (--of.handles > 0) {
      return List.of();
    }
    kept.remove(key);
    return List.copyOf(of.entries.values());
  }

  /** The entry of an address, or null. */
  StagingEntry get(PeerAddress address) {
    Kept of = of(address);
    return of == null ? null : of.entries.get(address.toString());
  }

  /** Keeps an entry, as the newest of its key. */
  void put(StagingEntry entry) {
    Map<String, StagingEntry> entries = of(entry.address()).entries;
    String text = entry.address().toString();
    entries.remove(text);
    entries.put(text, entry);
    if (entries.size() > MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** Keeps an entry in the place of an earlier state of it. */
  void replace(StagingEntry entry) {
    of(entry.address()).entries.replace(entry.address().toString(), entry);
  }

  boolean remove(PeerAddress address) {
    Kept of = of(address);
    return of != null && of.entries.remove(address.toString()) != null;
  }

  /** Forgets the entries of a key: how many. */
  int clear(PeerKey key) {
    Kept of = kept.get(key);
    int size = of == null ? 0 : of.entries.size();
    if (size > 0) {
      of.entries.clear();
    }
    return size;
  }

  /** Everything that is kept. */
  List<StagingEntry> entries() {
    List<StagingEntry> all = new ArrayList<>();
    kept.values().forEach(of -> all.addAll(of.entries.values()));
    return all;
  }
}
