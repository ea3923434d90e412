package io.muster.host.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * What the demo was asked to do.
 *
 * @param events a file of further events, one JSON object per line
 * @param lenient whether malformed lines of that file are left out
 * @param keep whether the nodes stay, with a shell
 * @param folder where the nodes live; empty: a new folder
 */
record DemoOptions(Optional<Path> events, boolean lenient, boolean keep, Optional<Path> folder) {
  static final String USAGE =
      """
      usage: muster demo [--events FILE [--lenient]] [--keep] [--dir DIR]
        --events FILE  after the story, adds the events of FILE, one per line:
                       {"user":"A","event":{...}}; users are A, B and C
        --lenient      leaves malformed lines out instead of refusing the file
        --keep         leaves the nodes running, with a shell for each
        --dir DIR      where the nodes live; must be empty; default: a new folder below /tmp
      """;

  /**
   * Reads the arguments; what is not known is an {@link IllegalArgumentException} that names it.
   */
  static DemoOptions parse(List<String> arguments) {
    DemoOptions options = new DemoOptions(Optional.empty(), false, false, Optional.empty());
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String option = rest.next();
      options =
          switch (option) {
            case "--events" ->
                new DemoOptions(
                    Optional.of(readable(value(option, rest))),
                    options.lenient,
                    options.keep,
                    options.folder);
            case "--dir" ->
                new DemoOptions(
                    options.events,
                    options.lenient,
                    options.keep,
                    Optional.of(Path.of(value(option, rest)).toAbsolutePath().normalize()));
            case "--lenient" -> new DemoOptions(options.events, true, options.keep, options.folder);
            case "--keep" -> new DemoOptions(options.events, options.lenient, true, options.folder);
            default -> throw new IllegalArgumentException("unknown argument: " + option);
          };
    }
    if (options.lenient && options.events.isEmpty()) {
      throw new IllegalArgumentException("--lenient goes with --events FILE");
    }
    return options;
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
