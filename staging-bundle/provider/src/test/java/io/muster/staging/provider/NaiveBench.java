package io.muster.staging.provider;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The bench as plainly as it can be said: lists that are searched and sorted. Times are seconds.
 * Addresses are keyed {@code "<key>/<n>"}; entries without a key have the key 0.
 */
final class NaiveBench {
  static final Map<String, Integer> PERIODS = Map.of("lan", 10, "bt", 30);

  /** An entry. */
  static final class Entry {
    final String address;
    final int key;
    final Map<String, Object> data = new TreeMap<>();
    String source;
    Long unreachable;
    long unreachableTurn;
    long turn;
    long refreshed;

    Entry(String address, int key) {
      this.address = address;
      this.key = key;
    }
  }

  final Map<String, Entry> on = new LinkedHashMap<>();
  final Map<Integer, Map<String, Entry>> aside = new HashMap<>();
  final Map<Integer, Integer> handles = new HashMap<>();
  Predicate<Map<String, Object>> guard;
  private final List<String> floods = new ArrayList<>();
  private final Map<String, Long> floors = new HashMap<>();
  private final int capacity;
  private final int sourceEntries;
  private final int share;
  private long turns;
  private long now;

  NaiveBench(int capacity, int sourceEntries, int share) {
    this.capacity = capacity;
    this.sourceEntries = sourceEntries;
    this.share = share;
  }

  private boolean isConnected(int key) {
    return handles.getOrDefault(key, 0) > 0;
  }

  /** What {@code stage} answers; null: refused. */
  Boolean stage(String address, int key, Map<String, Object> data) {
    Map<String, Entry> place = key != 0 && isConnected(key) ? aside.get(key) : on;
    Entry known = place.get(address);
    Map<String, Object> wanted = new TreeMap<>(known == null ? Map.of() : known.data);
    wanted.putAll(data);
    if (guard != null && guard.test(wanted)) {
      place.remove(address);
      flood();
      return null;
    }
    Entry entry = known == null ? new Entry(address, key) : known;
    entry.data.putAll(wanted);
    if (place != on) {
      place.remove(address);
      place.put(address, entry);
      if (place.size() > Aside.MAX_ENTRIES) {
        place.remove(place.keySet().iterator().next());
      }
      return false;
    }
    if (known == null) {
      seat(entry);
    }
    entry.turn = ++turns;
    entry.refreshed = now;
    return known == null;
  }

  private void seat(Entry entry) {
    entry.source = (String) entry.data.get("source");
    entry.turn = ++turns;
    entry.refreshed = now;
    if (entry.source != null && held(entry.source) >= sourceEntries) {
      giveUp(e -> entry.source.equals(e.source));
    }
    while (on.size() >= capacity) {
      String flood =
          floods.isEmpty() && entry.source != null && held(entry.source) >= share
              ? entry.source
              : floods.isEmpty() ? null : floods.get(0);
      giveUp(e -> flood == null || flood.equals(e.source));
    }
    on.put(entry.address, entry);
    flood();
  }

  private long held(String source) {
    return on.values().stream().filter(e -> source.equals(e.source)).count();
  }

  private void giveUp(Predicate<Entry> of) {
    Comparator<Entry> order =
        Comparator.<Entry, Integer>comparing(e -> e.unreachable == null ? 1 : 0)
            .thenComparing(e -> e.unreachable == null ? e.turn : e.unreachableTurn);
    on.remove(on.values().stream().filter(of).min(order).orElseThrow().address);
    flood();
  }

  /** Notes which sources hold too much, the one that has done so longest first. */
  private void flood() {
    floods.removeIf(source -> held(source) <= share);
    on.values().stream()
        .map(e -> e.source)
        .filter(Objects::nonNull)
        .distinct()
        .filter(source -> held(source) > share && !floods.contains(source))
        .forEach(floods::add);
  }

  boolean unstage(String address, int key) {
    Map<String, Entry> place = key != 0 && isConnected(key) ? aside.get(key) : on;
    boolean was = place.remove(address) != null;
    flood();
    return was;
  }

  int unstageIf(Predicate<Entry> test) {
    int before = size();
    on.values().removeIf(test);
    aside.values().forEach(kept -> kept.values().removeIf(test));
    flood();
    return before - size();
  }

  private int size() {
    return on.size() + aside.values().stream().mapToInt(Map::size).sum();
  }

  void connected(int key) {
    handles.merge(key, 1, Integer::sum);
    Map<String, Entry> kept = aside.computeIfAbsent(key, k -> new LinkedHashMap<>());
    List<Entry> taken = on.values().stream().filter(e -> e.key == key).toList();
    for (Entry entry : taken) {
      on.remove(entry.address);
      kept.put(entry.address, entry);
      if (kept.size() > Aside.MAX_ENTRIES) {
        kept.remove(kept.keySet().iterator().next());
      }
    }
    flood();
  }

  void lost(int key) {
    if (handles.merge(key, -1, Integer::sum) > 0) {
      return;
    }
    for (Entry entry : aside.remove(key).values()) {
      if (guard == null || !guard.test(entry.data)) {
        entry.unreachable = null;
        seat(entry);
      }
    }
  }

  void reached(String address, int key, boolean reached) {
    Map<String, Entry> place = key != 0 && isConnected(key) ? aside.get(key) : on;
    Entry entry = place.get(address);
    if (entry != null && (entry.unreachable == null) != reached) {
      entry.unreachable = reached ? null : (Long) now;
      entry.unreachableTurn = ++turns;
      entry.turn = ++turns; // reachable again: as if just refreshed, in the order alone
    }
  }

  void guard(Predicate<Map<String, Object>> refuses) {
    guard = refuses;
    unstageIf(e -> refuses != null && refuses.test(e.data));
  }

  void pass(long seconds) {
    now += seconds;
    on.values().removeIf(e -> isOver(e));
    flood();
  }

  private boolean isOver(Entry e) {
    Object type = e.data.get("type");
    Integer period = PERIODS.get(type == null ? "" : type);
    return period != null && Math.max(e.refreshed + period, floors.getOrDefault(type, 0L)) <= now;
  }

  void sleep(long seconds) {
    now += seconds;
    PERIODS.forEach((type, period) -> floors.put(type, now + period));
  }
}
