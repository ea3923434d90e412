package io.muster.host.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Lets the server add orders, and watches what becomes of them. */
final class Orders {
  static final Duration LIMIT = Duration.ofSeconds(120);

  private final Stage stage;
  private int files;

  Orders(Stage stage) {
    this.stage = stage;
  }

  /**
   * An order that the server has added.
   *
   * @param id its id
   * @param body hash of its encrypted body, in hexadecimal
   * @param addedAt when it was durable at the server, in ms since 1970
   */
  record Added(String id, String body, long addedAt) {}

  /** Has the server add one order for a branch, and waits until it is durable there. */
  Added add(String branchKey, String json) throws IOException, InterruptedException {
    JsonObject line = new JsonObject();
    line.addProperty("user", branchKey);
    line.add("event", com.google.gson.JsonParser.parseString(json));
    files++;
    Path file = stage.folder().resolve("order-" + files + ".jsonl");
    Files.writeString(file, line + "\n");
    LedgerTail ledger = stage.ledgerFromEnd(Stage.SERVER);
    submit(file);
    JsonObject added = seen(ledger, Stage.SERVER, "added", "key", file.getFileName() + ":1");
    return new Added(added.get("id").getAsString(), added.get("body").getAsString(), at(added));
  }

  /** Waits until the topic of a node that was just started is open. */
  void open(String node) throws IOException, InterruptedException {
    LedgerTail ledger = stage.ledgerFromEnd(node);
    for (long second = 0; second < LIMIT.toSeconds(); second++) {
      stage.running(node).type("example:status");
      if (stage
          .watch()
          .within(Duration.ofSeconds(1), () -> ledger.next(line -> is(line, "status")))
          .isPresent()) {
        return;
      }
    }
    throw new StepFailedException("the topic of " + node + " did not open");
  }

  /** Has the server add all orders of a file. */
  void submit(Path file) {
    stage.running(Stage.SERVER).type("example:submit '" + file + "'");
  }

  /** Waits until a branch has handled an order; returns the line of its ledger. */
  JsonObject handled(String branch, String id) throws IOException, InterruptedException {
    return seen(stage.ledgerFromStart(branch), branch, "handled", "id", id);
  }

  /** Waits until the server has the receipt for an order; returns the line of its ledger. */
  JsonObject receipt(String id) throws IOException, InterruptedException {
    return seen(stage.ledgerFromStart(Stage.SERVER), Stage.SERVER, "consumed", "id", id);
  }

  /** How often a node's ledger has a line of one kind for an order. */
  long count(String node, String what, String id) throws IOException {
    long[] count = {0};
    stage
        .ledgerFromStart(node)
        .next(
            line -> {
              count[0] += is(line, what) && text(line, "id").equals(id) ? 1 : 0;
              return false;
            });
    return count[0];
  }

  /** Asks a node how far it is until nothing waits and nothing is unsettled. */
  void settled(String node) throws IOException, InterruptedException {
    LedgerTail ledger = stage.ledgerFromEnd(node);
    stage.running(node).type("example:status");
    stage
        .watch()
        .until(
            "everything settled at " + node,
            LIMIT,
            () -> {
              Optional<JsonObject> line = ledger.next(status -> is(status, "status"));
              boolean settled =
                  line.filter(s -> text(s, "waiting").equals("0"))
                      .filter(s -> text(s, "unsettled").equals("0"))
                      .isPresent();
              if (line.isPresent() && !settled) {
                stage.running(node).type("example:status");
              }
              return settled ? line : Optional.empty();
            });
  }

  private JsonObject seen(LedgerTail ledger, String node, String what, String field, String value)
      throws IOException, InterruptedException {
    return stage
        .watch()
        .until(
            "'" + what + "' in the ledger of " + node + " for " + value,
            LIMIT,
            () -> ledger.next(line -> is(line, what) && text(line, field).equals(value)));
  }

  static boolean is(JsonObject line, String what) {
    return text(line, "what").equals(what);
  }

  static String text(JsonObject line, String field) {
    return line.has(field) ? line.get(field).getAsString() : "";
  }

  static long at(JsonObject line) {
    return line.get("at").getAsLong();
  }
}
