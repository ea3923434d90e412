package io.muster.events.file;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the segments as they are at one moment: an open file keeps its content when its name is
 * given to a rewritten one. For any thread.
 */
final class Export {
  private static final int TRIES = 100;

  private final Disk disk;
  private final Index index;

  Export(Disk disk, Index index) {
    this.disk = disk;
    this.index = index;
  }

  long writeTo(Path target) throws IOException {
    for (int tries = 0; tries < TRIES; tries++) {
      List<StoreArchive.Source> sources = new ArrayList<>();
      try {
        if (openAll(sources)) {
          return StoreArchive.write(sources, target);
        }
      } finally {
        for (StoreArchive.Source source : sources) {
          source.file().close();
        }
      }
    }
    throw new IOException("Segments were rewritten all the time; nothing was written. Try again");
  }

  /** False if a segment was rewritten meanwhile. */
  private boolean openAll(List<StoreArchive.Source> sources) throws IOException {
    List<Segment> before = index.segments();
    try {
      for (Segment segment : before) {
        Disk.File file = disk.open(segment.name().file(), Disk.Mode.READ);
        sources.add(new StoreArchive.Source(segment.name(), file, index.sizeOf(segment)));
      }
    } catch (NoSuchFileException e) {
      return false;
    }
    List<Segment> after = index.segments();
    return after.size() >= before.size() && after.subList(0, before.size()).equals(before);
  }
}
