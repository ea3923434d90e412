package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.muster.events.Acknowledgement;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.provider.QueueRow.State;
import io.muster.events.provider.delivery.RetryRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code muster:queue} shows. */
class QueueTest {
  private final World world = new World(41);
  private final SimNode a = world.user("A");
  private final SimNode b = world.user("B");
  private final List<Acknowledgement> acks = new ArrayList<>();

  private static QueueRow only(SimNode node) {
    List<QueueRow> rows = node.topic.queues().rows(Optional.empty(), 10);
    assertEquals(1, rows.size());
    return rows.get(0);
  }

  @Test
  void laneOfAClientSaysWhatItWaitsFor() {
    a.handle((event, ack) -> acks.add(ack));
    world.start(a);
    assertEquals(State.EMPTY, only(a).state());
    a.handlers.events().leave(1);
    EventId id = world.add(a, "1");
    world.await("here", () -> only(a).backlog() == 1 && a.store.blobs() == 1);
    assertEquals(State.NO_HANDLER, only(a).state());
    a.handle((event, ack) -> acks.add(ack));
    world.await("called", () -> acks.size() == 1);
    assertEquals(State.RUNNING, only(a).state());
    assertEquals(Optional.of(id), only(a).head());
    assertEquals(List.of(id), a.topic.queues().inFlight());
    acks.get(0).retry(Duration.ofMinutes(5));
    world.await("retry", () -> only(a).state() == State.RETRY);
    assertEquals(1, only(a).attempts());
    world.runFor(World.MINUTE);
    assertTrue(only(a).lagMs() >= 60_000);
  }

  @Test
  void laneThatWaitsForItsTimeSaysSo() {
    world.start(a);
    world.add(
        a,
        "1",
        EventOptions.defaults().withNotBefore(world.simulation.instant().plusSeconds(3_600)));
    world.await("here", () -> only(a).backlog() == 1 && a.store.blobs() == 1);
    assertEquals(State.WAITING, only(a).state());
  }

  @Test
  void serverShowsTheLanesOfThoseForWhomSomethingWaits() {
    world.start(a);
    world.admit(a);
    world.add(b, "1");
    world.add(b, "2");
    world.await("A keeps it", () -> only(world.server).replicas() == 1);
    assertEquals(b.key(), only(world.server).user());
    assertEquals(2, only(world.server).backlog());
    assertEquals(
        List.of(), world.server.topic.queues().rows(Optional.of(a.key()), 10), "A has none");
  }

  @Test
  void documentHasTheSameAsTheTable() {
    a.handle(
        (event, ack) -> {
          throw new IllegalStateException("broken\u001b[2J");
        });
    world.server.start();
    a.start(new RetryRule(World.MINUTE, 1, Duration.ofSeconds(1), World.MINUTE), true);
    world.network.connect(world.server, a);
    EventId id = world.add(a, "1");
    world.await("dead", () -> a.topic.status().deadLetters() == 1);
    QueueView view = new QueueView(10);
    TopicService.Queue queue =
        new TopicService.Queue(
            a.topic.queues().rows(Optional.empty(), 10), a.topic.queues().inFlight(), 0, 0);
    view.add(
        a.topic.core().settings(),
        "fsync",
        queue,
        a.topic.deadLetters().page(Optional.empty(), 10));
    String table = view.table();
    assertTrue(table.contains(id.toString()), table);
    assertTrue(table.contains("broken"), table);
    assertFalse(table.contains("\u001b"), "nothing that a terminal obeys");
    JsonArray topics = JsonParser.parseString(view.json()).getAsJsonArray();
    JsonObject topic = topics.get(0).getAsJsonObject();
    assertTrue(topic.get("durable").getAsBoolean());
    JsonObject letter = topic.getAsJsonArray("deadLetters").get(0).getAsJsonObject();
    assertEquals(id.toString(), letter.get("id").getAsString());
    assertEquals(a.key().toString(), letter.get("user").getAsString());
  }

  @Test
  void argumentsAreReadInAnyOrderAndTyposRefused() {
    String id = "0123456789abcdef0123456789abcdef";
    QueueArguments asked = QueueArguments.of("-n", "5", "orders", "--json", a.key().toString());
    assertEquals(Optional.of("orders"), asked.topic());
    assertEquals(Optional.of(a.key()), asked.user());
    assertEquals(5, asked.rows());
    assertTrue(asked.json());
    assertEquals(Optional.of(id), QueueArguments.of("orders", "-replay", id).replay());
    assertEquals(Optional.of("all"), QueueArguments.of("-drop", "all").drop());
    for (List<String> bad :
        List.of(
            List.of("-x"),
            List.of("-replay"),
            List.of("-replay", "1"),
            List.of("-n", "0"),
            List.of("-n", "many"),
            List.of("orders", "nobody"),
            List.of("-replay", id, "-drop", id),
            List.of("-replay", id, "-skip", id),
            List.of("-skip", "all"),
            List.of("a", a.key().toString(), "c"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> QueueArguments.of(bad.toArray(String[]::new)),
          bad.toString());
    }
  }

  @Test
  void unknownTopicIsRefusedAndNoTopicIsAnEmptyTable() {
    QueueCommands commands = new QueueCommands(new TopicListComponent());
    assertThrows(IllegalArgumentException.class, () -> commands.queue("orders"));
    assertEquals("[]", commands.queue("--json"));
    assertTrue(commands.queue().startsWith("TOPIC"));
  }
}
