package io.muster.example;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventServer;
import io.muster.peer.MusterException;
import io.muster.peer.PeerKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A file of orders. Many are under way at a time, each is waited for, and one that is refused for
 * now (a branch has too many open orders) is added again later: its dedupe key makes that safe.
 */
final class OrderFile {
  private static final int UNDER_WAY = 256;
  private static final long RETRY_MILLIS = 200;

  private final Path file;
  private final EventServer orders;
  private final Ledger ledger;

  OrderFile(Path file, EventServer orders, Ledger ledger) {
    this.file = file;
    this.orders = orders;
    this.ledger = ledger;
  }

  private record Order(String key, PeerKey branch, String json) {}

  private record Pending(Order order, CompletableFuture<EventId> added) {}

  /** Adds all orders and returns how many there are. */
  long add() throws IOException, InterruptedException {
    Deque<Pending> underWay = new ArrayDeque<>();
    long count = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        count++;
        if (underWay.size() == UNDER_WAY) {
          finish(underWay.remove());
        }
        underWay.add(begin(order(file.getFileName() + ":" + count, line)));
      }
    }
    while (!underWay.isEmpty()) {
      finish(underWay.remove());
    }
    return count;
  }

  private static Order order(String key, String line) {
    JsonObject order = JsonParser.parseString(line).getAsJsonObject();
    PeerKey branch = PeerKey.parse(order.get("user").getAsString());
    return new Order(key, branch, order.get("event").toString());
  }

  private Pending begin(Order order) {
    ledger.attempted(order.key(), order.branch(), order.json());
    return send(order);
  }

  private Pending send(Order order) {
    EventOptions once = EventOptions.defaults().withDedupeKey(order.key());
    return new Pending(
        order, orders.addEvent(order.branch(), order.json(), once).toCompletableFuture());
  }

  /** Adds an order again until it is added or refused for good: at once, then now and then. */
  private void finish(Pending pending) throws InterruptedException {
    if (isDone(pending)) {
      return;
    }
    while (!isDone(send(pending.order()))) {
      Thread.sleep(RETRY_MILLIS);
    }
  }

  /** Waits for the answer; false if the order was refused for now. */
  private boolean isDone(Pending pending) throws InterruptedException {
    String key = pending.order().key();
    try {
      EventId id = pending.added().get();
      ledger.added(key, id, orders.event(id));
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof MusterException refusal && refusal.isRetryable()) {
        ledger.deferred(key, refusal);
        return false;
      }
      ledger.failed(key, e.getCause());
      return true;
    }
  }
}
