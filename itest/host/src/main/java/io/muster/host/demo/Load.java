package io.muster.host.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Adds the events of a file and waits until the server has a receipt for each. */
final class Load {
  private static final Duration STALLED = Duration.ofSeconds(120);

  private final Stage stage;
  private final Orders orders;
  private final PrintStream out;
  private final Set<String> added = new HashSet<>();
  private final Set<String> receipts = new HashSet<>();
  private long failed;

  Load(Stage stage, Orders orders, PrintStream out) {
    this.stage = stage;
    this.orders = orders;
    this.out = out;
  }

  void run(Path file, long count) throws IOException, InterruptedException {
    LedgerTail ledger = stage.ledgerFromEnd(Stage.SERVER);
    long start = System.nanoTime();
    orders.submit(file);
    while (receipts.size() < added.size() || added.size() + failed < count) {
      long before = receipts.size() + added.size();
      stage
          .watch()
          .until(
              "progress with the events of the file (" + before + " lines so far)",
              STALLED,
              () -> {
                ledger.next(this::take);
                boolean moved = receipts.size() + added.size() + failed > before;
                return moved ? Optional.of(before) : Optional.empty();
              });
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "        seen: %d added, %d receipts, in %.1f s, %.0f events/s%n",
        added.size(), receipts.size(), seconds, receipts.size() / seconds);
    orders.settled(Stage.SERVER);
  }

  /** Never stops at a line: all that is there is taken. */
  private boolean take(JsonObject line) {
    switch (Orders.text(line, "what")) {
      case "added" -> added.add(Orders.text(line, "id"));
      case "consumed" -> receipts.add(Orders.text(line, "id"));
      case "failed" -> failed++;
      default -> {
        // other lines say nothing about progress
      }
    }
    return false;
  }
}
