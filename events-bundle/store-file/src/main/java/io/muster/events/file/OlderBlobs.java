package io.muster.events.file;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which dead blobs older segments still contain: only a DROP of one of these has to be kept, or the
 * blob would come back. Where too much would have to be read to know, every DROP is kept.
 */
final class OlderBlobs {
  private static final int MOST_SEGMENTS = 64;
  private static final int MOST_BLOBS = 1 << 20;

  private final Index index;
  private long[] keys = new long[64];
  private int count;
  private boolean known = true;

  private OlderBlobs(Index index) {
    this.index = index;
  }

  static OlderBlobs before(int number, Index index, IndexFiles files) throws IOException {
    OlderBlobs blobs = new OlderBlobs(index);
    List<Segment> older = index.dirtyBefore(number);
    blobs.known = older.size() <= MOST_SEGMENTS;
    for (Segment segment : older) {
      if (blobs.known) {
        blobs.add(segment, files.readIfThere(segment));
      }
    }
    Arrays.sort(blobs.keys, 0, blobs.count);
    return blobs;
  }

  private void add(Segment segment, Optional<IndexFiles.Known> rows) throws IOException {
    known = rows.isPresent() && rows.get().covered() == index.sizeOf(segment);
    if (known) {
      SegmentRows.read(
          rows.get().rows(),
          (at, kind, head, bodyLength) -> {
            long place = Index.place(segment.number(), at);
            if (kind == Format.BLOB && !index.isNeeded(kind, head.duplicate(), bodyLength, place)) {
              add(head.getLong(head.position()));
            }
          });
    }
  }

  private void add(long key) {
    if (count == MOST_BLOBS) {
      known = false;
      return;
    }
    if (count == keys.length) {
      keys = Arrays.copyOf(keys, count * 2);
    }
    keys[count++] = key;
  }

  /** Says whether an older segment may contain a blob whose hash begins so. */
  boolean mayHave(long key) {
    return !known || Arrays.binarySearch(keys, 0, count, key) >= 0;
  }
}
