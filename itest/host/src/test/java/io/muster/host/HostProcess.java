package io.muster.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The host's jar as a process of its own, as a user starts it. */
public final class HostProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path err;

  private HostProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
  }

  static HostProcess start(Path scratch, String... arguments) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 24) {
      line.add("--sun-misc-unsafe-memory-access=allow");
    }
    line.add("-jar");
    line.add(jar().toString());
    line.addAll(List.of(arguments));
    Path err = Files.createTempFile(scratch, "err", ".txt");
    return new HostProcess(new ProcessBuilder(line).redirectError(err.toFile()).start(), err);
  }

  /** The packaged host. */
  public static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("io\\.muster\\.host-.*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("the host is not packaged"));
    }
  }

  /** Reads standard output up to the first line that starts so. */
  String awaitLine(String start) throws IOException {
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new IOException("the host ended without '" + start + "': " + err());
  }

  String out() throws IOException {
    return new String(process.getInputStream().readAllBytes());
  }

  String err() throws IOException {
    return Files.readString(err);
  }

  void terminate() {
    process.toHandle().destroy();
  }

  int exit() throws InterruptedException, IOException {
    if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException("the host still runs after " + LIMIT.toSeconds() + " s: " + err());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
