package io.muster.staging.provider;

import io.muster.staging.StagingEntry;
import java.util.HashMap;
import java.util.Map;

/**
 * Who goes when the bench is full: first the entries of a source that holds more than its share (of
 * several such sources, the one that has done so for the longest time), else of all; among these
 * first those that cannot be reached, for the longest time first, then those not refreshed for the
 * longest time. Each step takes constant time. Used under the bench's lock.
 */
final class Worth {
  static final String SOURCE = "source";

  private final Ranking all = new Ranking();
  private final Map<String, Source> sources = new HashMap<>();
  private final Chain<Source> floods = new Chain<>();
  private int share;

  Worth(int share) {
    this.share = share;
  }

  /** Another share: each source is looked at. */
  void share(int now) {
    share = now;
    sources.values().forEach(this::look);
  }

  private void look(Source source) {
    if (source.count <= share) {
      source.flood.unlink();
    } else if (!source.flood.isLinked()) {
      floods.toEnd(source.flood);
    }
  }

  void add(Slot slot) {
    all.learned(slot, slot.rank);
    String name = sourceOf(slot.entry);
    if (name != null) {
      Source source = sources.computeIfAbsent(name, Source::new);
      slot.source = source;
      slot.sourceRank = new Link<>(slot);
      source.ranking.learned(slot, slot.sourceRank);
      source.count++;
      look(source);
    }
  }

  void refreshed(Slot slot) {
    all.refreshed(slot, slot.rank);
    if (slot.source != null) {
      slot.source.ranking.refreshed(slot, slot.sourceRank);
    }
  }

  void learned(Slot slot) {
    all.learned(slot, slot.rank);
    if (slot.source != null) {
      slot.source.ranking.learned(slot, slot.sourceRank);
    }
  }

  void remove(Slot slot) {
    slot.rank.unlink();
    Source source = slot.source;
    if (source != null) {
      slot.sourceRank.unlink();
      source.count--;
      look(source);
      if (source.count == 0) {
        sources.remove(source.name);
      }
    }
  }

  /** How many entries the source of a newcomer holds. */
  int heldBySourceOf(StagingEntry newcomer) {
    Source source = sources.get(sourceOf(newcomer));
    return source == null ? 0 : source.count;
  }

  /** The worst entry of the source of a newcomer. */
  Slot worstOfSourceOf(StagingEntry newcomer) {
    return sources.get(sourceOf(newcomer)).ranking.worst();
  }

  /** Who is to make room for a newcomer, or for what has grown if there is none. */
  Slot worst(StagingEntry newcomer) {
    Source flood = floods.first();
    if (flood == null && newcomer != null && heldBySourceOf(newcomer) >= Math.max(1, share)) {
      return worstOfSourceOf(newcomer);
    }
    return flood == null ? all.worst() : flood.ranking.worst();
  }

  /** Who told of an entry, or null. */
  static String sourceOf(StagingEntry entry) {
    return entry.data().get(SOURCE) instanceof String name && !name.isEmpty() ? name : null;
  }
}
