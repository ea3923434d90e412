package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.spi.EventLog;
import io.muster.events.spi.EventLog.Entry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process writes with four threads and is killed: what it said was confirmed is there. */
class KilledProcessTest {
  private static final int ROUNDS = Integer.getInteger("muster.kill.rounds", 6);
  private static final int LOGS = 4;
  private static final FileStoreLimits LIMITS =
      new FileStoreLimits(256 << 10, 8 << 20, 0, Duration.ZERO);

  @TempDir Path directory;

  @Test
  void whatAKilledProcessHasConfirmedIsThere() throws Exception {
    Random random = new Random(5);
    List<TreeMap<Long, String>> confirmed = new ArrayList<>();
    for (int i = 0; i < LOGS; i++) {
      confirmed.add(new TreeMap<>());
    }
    for (int round = 0; round < ROUNDS; round++) {
      int before = confirmed.stream().mapToInt(TreeMap::size).sum();
      runAndKill(round, 50 + random.nextInt(400), confirmed);
      int after = confirmed.stream().mapToInt(TreeMap::size).sum();
      assertTrue(after > before, "the process confirmed nothing");
      judge(confirmed);
    }
  }

  /** Reads what the process confirms, kills it after so many lines, and reads the rest. */
  private void runAndKill(int round, int lines, List<TreeMap<Long, String>> confirmed)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Author.class.getName(),
                directory.toString(),
                String.valueOf(round))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      int read = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.endsWith(".")) { // a line that was written whole
          String[] words = line.split(" ");
          confirmed.get(Integer.parseInt(words[0])).put(Long.parseLong(words[1]), words[2]);
        }
        if (++read == lines) {
          process.toHandle().destroyForcibly(); // leaves what it has printed to be read
        }
      }
    } finally {
      process.destroyForcibly();
    }
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
  }

  private void judge(List<TreeMap<Long, String>> confirmed) throws IOException {
    try (OpenStore open = OpenStore.over(RealDisk.at(directory.resolve("events")), LIMITS)) {
      for (int i = 0; i < LOGS; i++) {
        TreeMap<Long, String> found = new TreeMap<>();
        EventLog log = open.store.log("feed/" + i);
        for (Entry entry : log.read(1, Integer.MAX_VALUE, Integer.MAX_VALUE)) {
          found.put(entry.number(), new String(entry.bytes(), StandardCharsets.US_ASCII).strip());
        }
        confirmed
            .get(i)
            .forEach((number, text) -> assertEquals(text, found.get(number), "lost " + number));
        assertEquals(found.size(), found.isEmpty() ? 0 : found.lastKey(), "a hole");
      }
    }
  }

  /** The process: appends as fast as it can and prints what was confirmed. */
  static final class Author {
    private Author() {}

    public static void main(String[] args) throws Exception {
      Path directory = Path.of(args[0]).resolve("events");
      OpenStore open = OpenStore.over(RealDisk.at(directory), LIMITS);
      for (int i = 0; i < LOGS; i++) {
        int log = i;
        new Thread(() -> write(open.store.log("feed/" + log), log, args[1])).start();
      }
    }

    private static void write(EventLog log, int number, String round) {
      for (int i = 0; ; i++) {
        String text = round + ":" + number + ":" + i + ".";
        byte[] entry = (text + " ".repeat(i % 900)).getBytes(StandardCharsets.US_ASCII);
        long confirmed = log.append(ByteBuffer.wrap(entry)).toCompletableFuture().join();
        synchronized (System.out) {
          System.out.println(number + " " + confirmed + " " + text);
        }
      }
    }
  }
}
