package io.muster.events.file;

import java.io.IOException;
import java.util.List;

/**
 * Rewrites sealed segments without what is dead, in their place in the order: one that is half
 * dead, or several small neighbours into one. On the writer's thread. What is damaged goes into
 * quarantine first.
 */
final class Compactor {
  private final Disk disk;
  private final Index index;
  private final IndexFiles indexFiles;
  private final Recovery.Recovered recovered;
  private final SegmentFiles files;

  Compactor(Disk disk, Recovery.Recovered recovered) {
    this.disk = disk;
    this.recovered = recovered;
    this.index = recovered.index();
    this.indexFiles = recovered.indexFiles();
    this.files = new SegmentFiles(disk);
  }

  /**
   * Rewrites the oldest segment that is worth it, or joins the oldest small ones.
   *
   * @param leastBytes how much must come back for rewriting one
   * @param segmentBytes how large joined ones may become
   * @return true if there was something to do
   * @throws IOException if the disk failed; the store still has one whole version of each segment
   */
  boolean compactOne(long leastBytes, long segmentBytes) throws IOException {
    Segment dead = index.mostlyDead(leastBytes);
    List<Segment> old = dead == null ? index.smallNeighbours(segmentBytes) : List.of(dead);
    if (old.isEmpty()) {
      return false;
    }
    rewrite(old);
    return true;
  }

  private void rewrite(List<Segment> old) throws IOException {
    Segment first = old.get(0);
    String file = first.name().file();
    Rewriting rewriting = new Rewriting(disk, recovered, old);
    boolean isEmpty;
    try (Disk.File rewritten = files.writeAside(file, rewriting)) {
      isEmpty = rewriting.isEmpty();
      if (!isEmpty) {
        files.publish(file);
        Segment segment = new Segment(disk, first.name(), first.generation() + 1, rewritten.size());
        index.replace(segment, rewriting.moves());
        disk.syncDirectory("");
        indexFiles.write(segment, segment.size(), rewriting.rows());
      } else {
        disk.delete(file + SegmentFiles.ASIDE);
      }
    }
    for (Segment segment : isEmpty ? old : old.subList(1, old.size())) {
      remove(segment);
    }
    for (Segment segment : old) {
      segment.retire();
    }
    disk.syncDirectory("");
  }

  private void remove(Segment segment) throws IOException {
    index.remove(segment);
    indexFiles.delete(segment.name());
    disk.delete(segment.name().file());
  }
}
