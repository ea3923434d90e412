package io.muster.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events for a handler that never answers go to the disk, not to the heap, until they are refused.
 */
class SlowConsumerIT {
  private static final String TOPIC = "silent";
  private static final int EVENT_BYTES = 200_000;
  private static final long LANE_BYTES = 64L << 20;
  private static final long MOST_HEAP = 32L << 20;

  @TempDir Path directory;

  /** What is really in use: after the second collection the first one's leavings are gone, too. */
  private static long heap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void whatWaitsForASilentHandlerIsOnDiskAndBoundedAndOthersGoOn() throws Exception {
    try (Pair pair = new Pair(directory, TOPIC, "WARN")) {
      pair.start();
      Pair.ask(pair.client, "silent", TOPIC);
      pair.server.ask("add", pair.user(), "1");
      TestNode.await("it works", () -> Ledgers.ids(pair.server, "consumed").size() == 1);
      long before = heap();
      String end = Pair.ask(pair.server, "flood", TOPIC, pair.user(), String.valueOf(EVENT_BYTES));
      int added = Integer.parseInt(end.split(" ")[0]);
      long waiting = (long) added * EVENT_BYTES;
      assertTrue(end.matches("\\d+ true .*Nothing was added: the lane of .*"), end);
      assertTrue(waiting > LANE_BYTES / 2, waiting + " bytes were taken");
      TestNode.await(
          () -> "the client to hold them: " + pair.client.ask("status-of", TOPIC),
          () -> pair.client.ask("status-of", TOPIC).contains("bodies=" + added + ","));
      long grown = heap() - before;
      assertTrue(grown < MOST_HEAP, "heap of both nodes grew by " + grown + " bytes");
      pair.server.ask("add", pair.user(), "2");
      TestNode.await("the other goes on", () -> Ledgers.ids(pair.server, "consumed").size() == 2);
      System.out.printf(
          "FIGURE e47.heap waiting_mib=%d grown_mib=%d aim_mib=%d%n",
          waiting >> 20, grown >> 20, MOST_HEAP >> 20);
    }
  }
}
