package io.muster.events.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.function.Consumer;

/**
 * Keeps a copy of every byte that is cut off or does not check, with a text beside it that says
 * where it came from. Nothing in it is ever read or deleted by the store.
 */
final class Quarantine {
  static final String DIRECTORY = "quarantine";
  private static final int MAX_REASON = 4096;

  private final Disk disk;
  private final SegmentFiles files;
  private final Consumer<String> warnings;
  private volatile int damages;

  /** Bytes of a file. */
  record Range(String file, long from, long to) {
    String id() {
      return file.replace(".log", "") + "-" + from + "-" + to;
    }
  }

  Quarantine(Disk disk, Consumer<String> warnings) {
    this.disk = disk;
    this.files = new SegmentFiles(disk);
    this.warnings = warnings;
  }

  /** Counts what is in quarantine already, but for torn tails: those were never confirmed. */
  void count() throws IOException {
    for (String name : disk.list(DIRECTORY)) {
      if (name.endsWith(".txt") && !name.contains(".idx") && !isTorn(DIRECTORY + "/" + name)) {
        damages++;
      }
    }
  }

  private boolean isTorn(String text) throws IOException {
    try (Disk.File file = disk.open(text, Disk.Mode.READ)) {
      byte[] words = new byte[(int) Math.min(MAX_REASON, file.size())];
      file.read(0, words, 0, words.length);
      return new String(words, StandardCharsets.UTF_8).contains(Recovery.TORN);
    }
  }

  /** How often something was lost that may have been confirmed. */
  int damages() {
    return damages;
  }

  /** Says whether a copy of these bytes is kept already. For any thread. */
  boolean has(Range range) throws IOException {
    return disk.list(DIRECTORY).contains(range.id() + ".txt");
  }

  /** Copies bytes and says so, unless that was done at an earlier opening. */
  void keep(Range range, Disk.File source, String what) throws IOException {
    disk.makeDirectory(DIRECTORY);
    disk.syncDirectory("");
    Collection<String> kept = new HashSet<>(disk.list(DIRECTORY));
    String copy = DIRECTORY + "/" + range.id() + ".bin";
    String text = DIRECTORY + "/" + range.id() + ".txt";
    if (kept.contains(range.id() + ".txt")) {
      return;
    }
    long length = range.to() - range.from();
    files.put(copy, to -> SegmentFiles.copy(source, range.from(), length, to)).close();
    String words =
        range.file() + ", bytes " + range.from() + " to " + range.to() + ": " + what + ".";
    byte[] reason =
        (words
                + "\nThe bytes are in "
                + range.id()
                + ".bin. Everything else in the file that checks is still served.\n"
                + "Missing entries are fetched again from other members.\n")
            .getBytes(StandardCharsets.UTF_8);
    files.put(text, to -> to.write(0, reason, 0, reason.length)).close();
    damages += what.equals(Recovery.TORN) || range.file().endsWith(".idx") ? 0 : 1;
    warnings.accept(words + " The bytes were copied to " + copy + "; nothing else was affected.");
  }
}
