package io.muster.bench.staging;

import io.muster.bench.process.Child;
import io.muster.bench.rival.MissingException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The original, of npm, in a process of its own. */
final class Npm {
  /** System property: the folder that has {@code node_modules}. */
  private static final String FOLDER = "muster.interop";

  private static final Pattern TOOK = Pattern.compile("ms=([0-9.]+)\n");

  private Npm() {}

  /** How many milliseconds it takes to stage so many. */
  static double stage(Path folder, int size) throws Exception {
    Path modules = Path.of(System.getProperty(FOLDER, ".")).resolve("node_modules");
    String node = node();
    if (!Files.isDirectory(modules.resolve("ssb-conn-staging"))) {
      throw new MissingException(
          "npm ssb-conn-staging is not installed: itest/muster bench --install");
    }
    Files.createDirectories(folder);
    Path script = folder.resolve("stage.js");
    try (InputStream in = Npm.class.getResourceAsStream("stage.js")) {
      Files.copy(in, script);
    }
    List<String> command =
        List.of(
            "env",
            "NODE_PATH=" + modules.toAbsolutePath(),
            node,
            script.toString(),
            String.valueOf(size));
    try (Child child = Child.start("node", folder, command)) {
      return Double.parseDouble(child.awaitOutput(TOOK));
    }
  }

  private static String node() throws IOException, MissingException {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(place -> Path.of(place, "node"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () -> new MissingException("Node.js is not installed: itest/muster bench --install"));
  }
}
