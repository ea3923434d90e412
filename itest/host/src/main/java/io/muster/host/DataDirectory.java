package io.muster.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory of a node: {@code etc} and {@code bundles} are watched, {@code data} belongs to the
 * Muster bundles, {@code cache} to the framework, which empties it at each start.
 *
 * @param root the directory itself, absolute
 */
record DataDirectory(Path root) {
  private static final String LOGBACK = "logback.xml";

  /** Creates what is missing; a directory that is created here is its owner's alone. */
  static DataDirectory open(Path path) throws IOException {
    DataDirectory directory = new DataDirectory(path.toAbsolutePath().normalize());
    if (!Files.exists(directory.root)) {
      Files.createDirectories(directory.root);
      restrict(directory.root);
    }
    for (Path part :
        new Path[] {directory.etc(), directory.bundles(), directory.data(), directory.log()}) {
      Files.createDirectories(part);
    }
    directory.createLogback();
    return directory;
  }

  private static void restrict(Path path) throws IOException {
    if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private void createLogback() throws IOException {
    if (Files.exists(logback())) {
      return;
    }
    try (InputStream standard = DataDirectory.class.getResourceAsStream(LOGBACK)) {
      Files.copy(standard, logback());
    }
  }

  Path etc() {
    return root.resolve("etc");
  }

  Path bundles() {
    return root.resolve("bundles");
  }

  Path data() {
    return root.resolve("data");
  }

  Path log() {
    return root.resolve("log");
  }

  Path cache() {
    return root.resolve("cache");
  }

  Path logback() {
    return etc().resolve(LOGBACK);
  }
}
