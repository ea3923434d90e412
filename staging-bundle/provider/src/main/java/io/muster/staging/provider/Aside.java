package io.muster.staging.provider;

import io.muster.peer.PeerKey;
import io.muster.staging.StagingEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of connected peers, which are off the bench until their link is lost. Those of one
 * key stand in the order in which they were last staged. Used under the bench's lock.
 */
final class Aside {
  static final int MAX_ENTRIES = 64;

  private final Map<PeerKey, Kept> kept = new HashMap<>();

  /** What is kept for a key, and how many handles keep it. */
  private static final class Kept {
    final Map<String, StagingEntry> entries = new LinkedHashMap<>(4);
    int handles;
  }

  boolean has(PeerKey key) {
    return kept.containsKey(key);
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

  StagingEntry get(PeerKey key, String address) {
    return kept.get(key).entries.get(address);
  }

  void put(PeerKey key, StagingEntry entry) {
    Map<String, StagingEntry> entries = kept.get(key).entries;
    String address = entry.address().toString();
    entries.remove(address); // the refreshed one goes to the end
    entries.put(address, entry);
    if (entries.size() > MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  boolean remove(PeerKey key, String address) {
    return kept.get(key).entries.remove(address) != null;
  }

  /** Forgets the entries of a key: how many. */
  int clear(PeerKey key) {
    Kept of = kept.get(key);
    if (of == null) {
      return 0;
    }
    int size = of.entries.size();
    of.entries.clear();
    return size;
  }

  /** Everything that is kept. */
  List<StagingEntry> entries() {
    List<StagingEntry> all = new ArrayList<>();
    kept.values().stream()
        .map(k -> k.entries.values())
        .map(Collection::stream)
        .forEach(s -> s.forEach(all::add));
    return all;
  }
}
