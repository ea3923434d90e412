package io.muster.host.demo;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a real network that drops packets, each node being killed once besides. */
@Tag("long")
class DroppedPacketsIT {
  private static final int EVENTS = 2000;
  private static final int OUTAGE_S = 60;
  private static final int SETTLE_S = 15;
  private static final int FLAPS = 6;
  private static final int FLAP_S = 2;
  private static final double BUSY = 0.05;
  private static final double TICKS_PER_S = 100;

  @TempDir Path scratch;
  private Namespace network;

  @BeforeEach
  void open() throws Exception {
    network = Namespace.open();
  }

  @AfterEach
  void close() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  @Test
  void packetsThatAreLostCostTimeAlone() throws Exception {
    network.drop("meta l4proto tcp numgen random mod 100 < 5");
    try (DemoRun demo = new DemoRun(scratch, EVENTS, network.entry())) {
      demo.endsWell();
      assertTrue(network.dropped() > 0);
    }
  }

  @Test
  void largePacketsThatVanishForAWhileCostTimeAlone() throws Exception {
    try (DemoRun demo = new DemoRun(scratch, EVENTS, network.entry())) {
      demo.awaitLine("kill -9 of");
      network.drop("meta l4proto tcp meta length > 600");
      demo.goesOnFor(SETTLE_S);
      assertTrue(network.dropped() > 0);
      network.heal();
      demo.endsWell();
    }
  }

  @Test
  void aNetworkThatComesAndGoesCostsTimeAlone() throws Exception {
    try (DemoRun demo = new DemoRun(scratch, EVENTS, network.entry())) {
      demo.awaitLine("kill -9 of");
      for (int flap = 0; flap < FLAPS; flap++) {
        network.drop("meta l4proto tcp");
        demo.goesOnFor(FLAP_S);
        assertTrue(network.dropped() > 0);
        network.heal();
        demo.goesOnFor(FLAP_S);
      }
      demo.endsWell();
    }
  }

  @Test
  void anOutageOfAMinuteKeepsNobodyBusyAndIsMadeGood() throws Exception {
    try (DemoRun demo = new DemoRun(scratch, EVENTS, network.entry())) {
      demo.awaitLine("kill -9 of");
      network.drop("meta l4proto tcp");
      demo.goesOnFor(SETTLE_S);
      Map<Long, Double> before = processorSeconds(demo.nodes());
      demo.goesOnFor(OUTAGE_S - SETTLE_S);
      Map<Long, Double> after = processorSeconds(demo.nodes());
      assertTrue(network.dropped() > 0);
      network.heal();
      demo.endsWell();
      before.forEach(
          (pid, seconds) -> {
            double share = (after.get(pid) - seconds) / (OUTAGE_S - SETTLE_S);
            assertTrue(share < BUSY, "process " + pid + " used " + share + " of a core");
          });
    }
  }

  /** Processor time of each running node so far (proc(5): utime and stime). */
  private static Map<Long, Double> processorSeconds(Path nodes) throws IOException {
    Map<Long, Double> seconds = new HashMap<>();
    for (String line : Files.readAllLines(nodes.resolve("processes.jsonl"))) {
      JsonObject process = JsonParser.parseString(line).getAsJsonObject();
      long pid = process.get("pid").getAsLong();
      Path stat = Path.of("/proc", Long.toString(pid), "stat");
      if (Files.exists(stat)) {
        String[] fields = Files.readString(stat).replaceFirst(".*\\) ", "").split(" ");
        double ticks = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        seconds.put(pid, ticks / TICKS_PER_S);
      }
    }
    return seconds;
  }
}
