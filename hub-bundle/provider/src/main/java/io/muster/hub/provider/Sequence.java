package io.muster.hub.provider;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;

/**
 * Numbers that grow over restarts even if the clock goes back: the larger of the last number plus
 * one and the time. A range is written ahead, so that the file is touched rarely.
 */
final class Sequence {
  private static final long AHEAD = 600_000;

  private final InstantSource clock;
  private final Path file;
  private final Journal journal;
  private long last;
  private long reserved;

  /** Continues from a file; without one (null) only the time counts. */
  Sequence(InstantSource clock, Path file, Journal journal) {
    this.clock = clock;
    this.file = file;
    this.journal = journal;
    this.last = file == null ? 0 : load();
    this.reserved = last;
  }

  synchronized long next() {
    last = Math.max(last + 1, clock.millis());
    if (file != null && last >= reserved) {
      reserved = last + AHEAD;
      save(reserved);
    }
    return last;
  }

  private long load() {
    try {
      return Math.max(0, Long.parseLong(Files.readString(file).strip()));
    } catch (NoSuchFileException e) {
      return 0;
    } catch (IOException | NumberFormatException e) {
      journal.failure(file + " cannot be read; announcements are numbered by the clock", e);
      return 0;
    }
  }

  private void save(long value) {
    try {
      Files.createDirectories(file.getParent());
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, Long.toString(value), StandardCharsets.US_ASCII);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      journal.failure(
          file
              + " cannot be written; if the clock goes back, peers ignore this node's"
              + " announcements for that long",
          e);
    }
  }
}
