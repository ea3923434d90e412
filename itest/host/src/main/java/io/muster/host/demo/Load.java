package io.muster.host.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Adds the events of a file and waits until the server has a receipt for each, whatever happens to
 * the nodes meanwhile.
 */
final class Load {
  static final int KILLED = 137;

  private static final Duration STALLED = Duration.ofSeconds(120);

  private final Stage stage;
  private final Orders orders;
  private final PrintStream out;
  private final Set<String> added = new HashSet<>();
  private final Set<String> receipts = new HashSet<>();
  private LedgerTail ledger;
  private long failed;

  Load(Stage stage, Orders orders, PrintStream out) {
    this.stage = stage;
    this.orders = orders;
    this.out = out;
  }

  void run(Path file, long count, Chaos chaos) throws IOException, InterruptedException {
    ledger = stage.ledgerFromEnd(Stage.SERVER);
    long start = System.nanoTime();
    Slices slices = Slices.of(file, count, chaos.kills().size() + 1);
    for (int part = 0; part < chaos.kills().size(); part++) {
      orders.submit(slices.files().get(part));
      Chaos.Kill kill = chaos.kills().get(part);
      double enough = slices.through(part, kill.share());
      watchUntil(() -> receipts.size() >= enough);
      kill(kill);
      if (kill.node().equals(Stage.SERVER)) {
        orders.open(Stage.SERVER);
        slices.files().subList(0, part + 1).forEach(orders::submit);
      }
    }
    orders.submit(slices.files().get(chaos.kills().size()));
    watchUntil(() -> receipts.size() >= added.size() && added.size() + failed >= count);
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "        seen: %d added, %d receipts, in %.1f s, %.0f events/s%n",
        added.size(), receipts.size(), seconds, receipts.size() / seconds);
    orders.settled(Stage.SERVER);
  }

  private void kill(Chaos.Kill kill) throws IOException, InterruptedException {
    int status = stage.running(kill.node()).kill();
    if (status != KILLED) {
      throw new StepFailedException(kill.node() + " ended with status " + status);
    }
    out.printf(
        "        seen: kill -9 of %s at %d receipts; it comes back after %d ms%n",
        kill.node(), receipts.size(), kill.downMillis());
    out.flush();
    stage.watch().pause(Duration.ofMillis(kill.downMillis()));
    stage.start(kill.node());
  }

  private void watchUntil(BooleanSupplier enough) throws IOException, InterruptedException {
    ledger.next(this::take);
    while (!enough.getAsBoolean()) {
      long before = receipts.size() + added.size() + failed;
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
