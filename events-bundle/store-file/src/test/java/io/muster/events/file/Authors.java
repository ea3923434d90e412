package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventLog.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A process that writes with four threads until something happens to it, again and again on one
 * directory; what it has said to be confirmed is kept here and must be found.
 */
final class Authors {
  private static final int LOGS = 4;
  private static final int DISK_FAILED = 3;
  private static final FileStoreLimits LIMITS =
      new FileStoreLimits(256 << 10, 8 << 20, 0, Duration.ZERO);

  private final List<TreeMap<Long, String>> confirmed = new ArrayList<>();
  private long attempted;
  private long recovered;

  private final boolean lying;

  Authors() {
    this(false);
  }

  /** Over a disk that makes nothing durable, for the test of the test. */
  Authors(boolean lying) {
    this.lying = lying;
    for (int i = 0; i < LOGS; i++) {
      confirmed.add(new TreeMap<>());
    }
  }

  /** Something that happens to a process. */
  @FunctionalInterface
  interface Fate {
    void strike(ProcessHandle process) throws IOException;

    /**
     * Says whether what the process has confirmed while fate struck counts. The dead confirm
     * nothing, but who lives on may be told by a disk that is being cut off that all is well: with
     * ext4, an fsync that meets the end of the journal's last transaction finds nothing to wait
     * for.
     */
    default boolean leavesWordsTrue() {
      return true;
    }
  }

  /**
   * Starts the process, lets its fate strike after it has printed so many lines, and waits for its
   * end.
   */
  void run(Path directory, int round, int lines, Fate fate)
      throws IOException, InterruptedException {
    long before = acked();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Author.class.getName(),
                directory.toString(),
                String.valueOf(round),
                String.valueOf(lying))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
      int read = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(".")) { // a line that was written whole
          take(line.split(" "), read < lines || fate.leavesWordsTrue());
        }
        if (++read == lines) {
          fate.strike(process.toHandle()); // what it has printed is left to be read
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(2, TimeUnit.MINUTES));
    assertTrue(acked() > before, "the process confirmed nothing");
  }

  private void take(String[] words, boolean counts) {
    if (words[0].equals("+")) {
      attempted++;
    } else if (counts) {
      confirmed.get(Integer.parseInt(words[0])).put(Long.parseLong(words[1]), words[2]);
    }
  }

  /** Opens the directory: all that was confirmed is there, and no hole in it. */
  void judge(Path directory) throws IOException {
    long found = 0;
    try (OpenStore open = OpenStore.over(RealDisk.at(directory.resolve("events")), LIMITS)) {
      for (int i = 0; i < LOGS; i++) {
        found += judge(open.store.log("feed/" + i), confirmed.get(i));
      }
    }
    recovered = found - acked();
  }

  private static long judge(EventLog log, TreeMap<Long, String> expected) {
    TreeMap<Long, String> found = new TreeMap<>();
    for (Entry entry : log.read(1, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
      found.put(entry.number(), new String(entry.bytes(), StandardCharsets.US_ASCII).strip());
    }
    expected.forEach(
        (number, text) -> assertEquals(text, found.get(number), "lost or altered: " + number));
    assertEquals(found.size(), found.isEmpty() ? 0 : found.lastKey(), "a hole");
    return found.size();
  }

  private long acked() {
    return confirmed.stream().mapToLong(TreeMap::size).sum();
  }

  /** The sums of a test that was passed, in one line. */
  String account(String test, int faults) {
    return "ACCT test=%s attempted=%d acked=%d failed=0 unknown=%d ok=%d lost=0 dup=0 unexpected=0 recovered=%d faults_fired=%d"
        .formatted(test, attempted, acked(), attempted - acked(), acked(), recovered, faults);
  }

  /** The process: appends as fast as it can and prints what it begins and what was confirmed. */
  static final class Author {
    private Author() {}

    public static void main(String[] args) throws Exception {
      Disk disk = RealDisk.at(Path.of(args[0]).resolve("events"));
      boolean lying = Boolean.parseBoolean(args[2]);
      OpenStore open = OpenStore.over(lying ? LyingDisk.over(disk) : disk, LIMITS);
      for (int i = 0; i < LOGS; i++) {
        int log = i;
        new Thread(() -> write(open.store.log("feed/" + log), log, args[1])).start();
      }
    }

    private static void write(EventLog log, int number, String round) {
      try {
        for (int i = 0; ; i++) {
          String text = round + ":" + number + ":" + i + ".";
          say("+ " + number + " " + text);
          byte[] entry = (text + " ".repeat(i % 900)).getBytes(StandardCharsets.US_ASCII);
          long confirmed = log.append(ByteBuffer.wrap(entry)).toCompletableFuture().join();
          say(number + " " + confirmed + " " + text);
        }
      } catch (CompletionException e) {
        Runtime.getRuntime().halt(DISK_FAILED); // the test knows: it has cut off the disk
      }
    }

    private static void say(String line) {
      synchronized (System.out) {
        System.out.println(line);
      }
    }
  }
}
