package io.muster.host.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own: a hub or a node, with its shell on standard input and its log in a file.
 */
final class NodeProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String name;
  private final Process process;
  private final ProcessBook book;
  private final BufferedWriter shell;
  private boolean ended;

  private NodeProcess(String name, Process process, ProcessBook book) {
    this.name = name;
    this.process = process;
    this.book = book;
    this.shell = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a process.
   *
   * @param name the node's name
   * @param log what it prints is appended here
   * @param command the command line
   * @param book where start and end are noted
   */
  static NodeProcess start(String name, Path log, List<String> command, ProcessBook book)
      throws IOException {
    Files.createDirectories(log.getParent());
    ProcessBuilder.Redirect append = ProcessBuilder.Redirect.appendTo(log.toFile());
    Process process =
        new ProcessBuilder(command).redirectOutput(append).redirectError(append).start();
    book.started(name, process.pid());
    return new NodeProcess(name, process, book);
  }

  String name() {
    return name;
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Types one line into the node's shell. */
  void type(String command) {
    try {
      shell.write(command);
      shell.newLine();
      shell.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(name + " does not take commands any more", e);
    }
  }

  /** Waits for the process to end by itself. */
  int await() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new StepFailedException(name + " did not end within " + PATIENCE.toSeconds() + " s");
    }
    return note();
  }

  /** {@code kill -9}: the process has no chance to tidy up. */
  int kill() throws InterruptedException {
    process.destroyForcibly();
    return await();
  }

  /** Asks the process to end (SIGTERM), and ends it if it does not. */
  @Override
  public void close() {
    if (ended) {
      return;
    }
    process.destroy();
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      note();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private int note() {
    int status = process.exitValue();
    if (!ended) {
      ended = true;
      book.ended(process.pid(), status);
    }
    return status;
  }
}
