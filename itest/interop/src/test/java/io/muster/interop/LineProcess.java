package io.muster.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A process that speaks in lines; ended with the test. */
final class LineProcess implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> unread = new ArrayList<>();
  private final StringBuffer all = new StringBuffer();

  LineProcess(Path directory, List<String> command) throws IOException {
    process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    Thread reader = new Thread(this::read, "interop-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        all.append(line).append('\n');
        lines.add(line);
      }
    } catch (IOException e) {
      all.append(e);
    }
  }

  /** Waits for a line; others stay for later calls. */
  String await(Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    boolean last = false;
    while (!last) {
      last = !process.isAlive() || System.nanoTime() > end;
      String next = lines.poll(last ? 1_000 : 100, TimeUnit.MILLISECONDS);
      for (; next != null; next = lines.poll()) {
        unread.add(next);
      }
      for (String line : unread) {
        if (wanted.test(line)) {
          unread.remove(line);
          return line;
        }
      }
    }
    throw new AssertionError("the line did not come; the process said:\n" + all);
  }

  void say(String line) throws IOException {
    OutputStream out = process.getOutputStream();
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Asks it to end (SIGTERM) and returns its exit status. */
  int terminate() throws InterruptedException {
    process.destroy();
    return status();
  }

  int status() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end; it said:\n" + all);
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
