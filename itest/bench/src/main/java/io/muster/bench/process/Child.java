package io.muster.bench.process;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of a benchmark; what it prints goes to a file. */
public final class Child implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final long LOOK_MS = 20;
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "muster-bench-end"));
  }

  private final String name;
  private final Path log;
  private final Process process;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts a process.
   *
   * @param name what it is called in messages
   * @param folder its working directory, made if missing; its output goes to {@code console.log}
   * @param command the command line
   * @return the process
   */
  public static Child start(String name, Path folder, List<String> command) throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve("console.log");
    ProcessBuilder.Redirect append = ProcessBuilder.Redirect.appendTo(log.toFile());
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(append)
            .redirectError(append)
            .start();
    RUNNING.add(process);
    return new Child(name, log, process);
  }

  /** Returns the path of the java command that runs this process. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** Returns the process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Waits for a line of the process.
   *
   * @param pattern what is looked for; its first group is returned
   * @return the text of the group
   */
  public String awaitOutput(Pattern pattern) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Matcher matcher = pattern.matcher(output());
      if (matcher.find()) {
        return matcher.group(1);
      }
      requireAlive();
      Thread.sleep(LOOK_MS);
    }
    throw new IOException(name + " did not print '" + pattern + "'; it printed: " + output());
  }

  /** Fails, with what the process printed, if it has ended. */
  public void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IOException(
          name + " has ended with status " + process.exitValue() + ": " + output());
    }
  }

  /**
   * Waits a little; fails, with what the process printed, if it has ended without some line.
   *
   * @param last its last line
   */
  public void requireAliveOr(Pattern last) throws IOException, InterruptedException {
    if (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS) || last.matcher(output()).find()) {
      return;
    }
    requireAlive();
  }

  /**
   * Fails, with what the process printed, if it has printed a certain text.
   *
   * @param text what it prints when there is no hope
   */
  public void requireNot(String text) throws IOException {
    if (output().contains(text)) {
      throw new IOException(name + ": " + output());
    }
  }

  /**
   * Returns what the process printed so far.
   *
   * @return its output, errors included
   */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Asks the process to end and waits for it; ends it if it does not. Repeatable. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      RUNNING.remove(process);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
