package io.muster.host.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the demo was asked to do.
 *
 * @param events a file of further events, one JSON object per line
 * @param lenient whether malformed lines of that file are left out
 * @param keep whether the nodes stay, with a shell
 * @param folder where the nodes live; empty: a new folder
 * @param chaos seed of the points at which nodes are killed; empty: none is
 */
record DemoOptions(
    Optional<Path> events,
    boolean lenient,
    boolean keep,
    Optional<Path> folder,
    OptionalLong chaos) {
  static final String USAGE =
      """
      usage: muster demo [--events FILE [--lenient]] [--chaos SEED] [--keep] [--dir DIR]
        --events FILE  after the story, adds the events of FILE, one per line:
                       {"user":"A","event":{...}}; users are A, B and C
        --lenient      leaves malformed lines out instead of refusing the file
        --chaos SEED   kills (-9) the hub and each node once while events are under way, and starts it
                       again; when and in which order is drawn from the number SEED. Without
                       --events it makes 10000 events of its own
        --keep         leaves the nodes running, with a shell for each
        --dir DIR      where the nodes live; must be empty; default: a new folder below /tmp
      """;

  /**
   * Reads the arguments; what is not known is an {@link IllegalArgumentException} that names it.
   */
  static DemoOptions parse(List<String> arguments) {
    Optional<Path> events = Optional.empty();
    Optional<Path> folder = Optional.empty();
    OptionalLong chaos = OptionalLong.empty();
    boolean lenient = false;
    boolean keep = false;
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String option = rest.next();
      switch (option) {
        case "--events" -> events = Optional.of(readable(value(option, rest)));
        case "--dir" ->
            folder = Optional.of(Path.of(value(option, rest)).toAbsolutePath().normalize());
        case "--chaos" -> chaos = OptionalLong.of(number(option, value(option, rest)));
        case "--lenient" -> lenient = true;
        case "--keep" -> keep = true;
        default -> throw new IllegalArgumentException("unknown argument: " + option);
      }
    }
    if (lenient && events.isEmpty()) {
      throw new IllegalArgumentException("--lenient goes with --events FILE");
    }
    return new DemoOptions(events, lenient, keep, folder, chaos);
  }

  private static long number(String option, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " wants a whole number, not " + text, e);
    }
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " wants a value");
    }
    return rest.next();
  }

  private static Path readable(String file) {
    Path path = Path.of(file);
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new IllegalArgumentException("--events: cannot read the file " + path);
    }
    return path.toAbsolutePath().normalize();
  }
}
