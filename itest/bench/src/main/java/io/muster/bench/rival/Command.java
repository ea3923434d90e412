package io.muster.bench.rival;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs of this machine. */
final class Command {
  private static final long PATIENCE_S = 10;

  private Command() {}

  /** Returns the path of a program that a Debian package of the same name installs. */
  static String find(String name) throws MissingException {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
    return Stream.of(path.split(":"))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () -> new MissingException(name + " is not installed: itest/muster bench --install"));
  }

  /** Runs a program that ends by itself and returns what it prints. */
  static String output(Path folder, String... command) throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder, "command", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return Files.readString(log).strip();
  }
}
