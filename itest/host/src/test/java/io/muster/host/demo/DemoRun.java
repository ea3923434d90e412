package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.host.HostProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The demo as a process, with a file of events and each node killed once. */
final class DemoRun implements AutoCloseable {
  /** How many events the story has of its own. */
  static final int OF_THE_STORY = 3;

  private final Path scratch;
  private final Path told;
  private final int events;
  private final Process process;

  /**
   * Starts the demo.
   *
   * @param scratch an empty folder
   * @param events how many events
   * @param prefix what the command line begins with, such as the entry into a namespace
   */
  DemoRun(Path scratch, int events, List<String> prefix) throws IOException {
    this.scratch = scratch;
    this.events = events;
    told = scratch.resolve("told.txt");
    Path file = scratch.resolve("events.jsonl");
    Files.write(file, IntStream.range(0, events).mapToObj(DemoRun::event).toList());
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            HostProcess.jar().toString(),
            Demo.class.getName(),
            "--dir",
            nodes().toString(),
            "--events",
            file.toString(),
            "--chaos",
            "42"));
    process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile()).start();
  }

  private static String event(int number) {
    return "{\"user\":\"" + "ABC".charAt(number % 3) + "\",\"event\":{\"n\":" + number + "}}";
  }

  /** The folder of the nodes. */
  Path nodes() {
    return scratch.resolve("nodes");
  }

  /** What the demo has said so far. */
  String told() {
    try {
      return Files.readString(told);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the demo says something. */
  void awaitLine(String part) throws IOException, InterruptedException {
    new Watch()
        .until(
            "'" + part + "' in what the demo says",
            Duration.ofMinutes(2),
            () -> told().contains(part) ? Optional.of(part) : Optional.empty());
  }

  /** Lets time pass during which the demo must not end. */
  void goesOnFor(int seconds) throws InterruptedException {
    assertTrue(!process.waitFor(seconds, TimeUnit.SECONDS), this::told);
  }

  /** Waits for the end, which must be a good one, with nothing lost and nothing doubled. */
  void endsWell() throws InterruptedException {
    assertTrue(process.waitFor(8, TimeUnit.MINUTES), this::told);
    assertEquals(0, process.exitValue(), this::told);
    int all = events + OF_THE_STORY;
    String account = "ACCT attempted=" + all + " acked=" + all + " failed=0 ";
    assertTrue(told().contains(account), this::told);
    assertTrue(told().contains(" lost=0 duplicated=0 "), this::told);
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
