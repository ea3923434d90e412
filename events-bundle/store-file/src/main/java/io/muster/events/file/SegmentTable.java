package io.muster.events.file;

import io.muster.events.spi.StoreUsage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The segments by number, how much of each is alive, and which are worth rewriting. Guarded by the
 * {@link Index}.
 */
final class SegmentTable {
  private final NavigableMap<Integer, Segment> segments = new TreeMap<>();

  /** Returns what was there before. */
  Segment put(Segment segment) {
    return segments.put(segment.number(), segment);
  }

  void remove(int number) {
    segments.remove(number);
  }

  /** The segment with a number, or null. */
  Segment get(int number) {
    return segments.get(number);
  }

  List<Segment> all() {
    return List.copyOf(segments.values());
  }

  private Collection<Segment> sealed() {
    return segments.headMap(segments.lastKey()).values();
  }

  boolean isOldest(long place) {
    return segments.firstKey() == (int) (place >>> 32);
  }

  void use(long place, int size) {
    Segment segment = of(place);
    if (segment != null) {
      segment.addLive(size);
    }
  }

  void unuse(long place, int size) {
    Segment segment = place == 0 ? null : of(place);
    if (segment != null) {
      segment.addLive(-size);
    }
  }

  Segment of(long place) {
    return segments.get((int) (place >>> 32));
  }

  StoreUsage usage(int damages) {
    long bytes = segments.values().stream().mapToLong(Segment::size).sum();
    long live = segments.values().stream().mapToLong(Segment::live).sum();
    return StoreUsage.of(bytes, live, segments.size(), damages);
  }

  /** Older segments in which something died since they were rewritten. */
  List<Segment> dirtyBefore(int number) {
    return segments.headMap(number).values().stream().filter(s -> s.reclaimable() > 0).toList();
  }

  /** A sealed segment of which half can be reclaimed, and no less than so many bytes, or null. */
  Segment mostlyDead(long leastBytes) {
    for (Segment segment : sealed()) {
      long reclaimable = segment.reclaimable();
      if (reclaimable >= leastBytes && reclaimable * 2 >= segment.size()) {
        return segment;
      }
    }
    return null;
  }

  /**
   * The oldest sealed neighbours that fit together into a segment of such a size and are worth
   * joining: the smaller ones together at least half as large as the largest. Empty if there are
   * none.
   */
  List<Segment> smallNeighbours(long segmentBytes) {
    List<Segment> run = new ArrayList<>();
    long sum = 0;
    long largest = 0;
    for (Segment segment : sealed()) {
      boolean isLarge = segment.size() > segmentBytes / 2;
      if (isLarge || sum + segment.size() > segmentBytes) {
        if (run.size() > 1 && 2 * sum >= 3 * largest) {
          return run;
        }
        run.clear();
        sum = 0;
        largest = 0;
      }
      if (isLarge) {
        continue;
      }
      run.add(segment);
      sum += segment.size();
      largest = Math.max(largest, segment.size());
    }
    return run.size() > 1 && 2 * sum >= 3 * largest ? run : List.of();
  }
}
