package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.host.HostProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoIT {
  private static final int EVENTS = 600;

  @TempDir Path scratch;

  @Test
  void everyStepIsSeenAndEveryEventOfAFileIsHandledOnceThoughEachNodeIsKilled() throws Exception {
    Path events = scratch.resolve("events.jsonl");
    Files.write(events, IntStream.range(0, EVENTS).mapToObj(DemoIT::event).toList());
    Path told = scratch.resolve("told.txt");
    Process demo =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                HostProcess.jar().toString(),
                Demo.class.getName(),
                "--dir",
                scratch.resolve("nodes").toString(),
                "--events",
                events.toString(),
                "--chaos",
                "42")
            .redirectErrorStream(true)
            .redirectOutput(told.toFile())
            .start();
    try {
      assertTrue(demo.waitFor(5, TimeUnit.MINUTES), () -> read(told));
      assertEquals(0, demo.exitValue(), () -> read(told));
    } finally {
      demo.destroy();
      demo.waitFor();
    }
    String account = "ACCT attempted=" + (EVENTS + 3) + " acked=" + (EVENTS + 3) + " failed=0 ";
    assertTrue(read(told).contains(account), () -> read(told));
    assertTrue(read(told).contains(" lost=0 duplicated=0 "), () -> read(told));
  }

  private static String event(int number) {
    return "{\"user\":\"" + "ABC".charAt(number % 3) + "\",\"event\":{\"n\":" + number + "}}";
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
