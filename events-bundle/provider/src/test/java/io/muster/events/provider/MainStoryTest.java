package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.MemberOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The main job, step by step, on virtual time. */
class MainStoryTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Simulation simulation = new Simulation(7);
  private final SimNetwork network = new SimNetwork(simulation);
  private final SimNode server = new SimNode(simulation, "server", Optional.empty());
  private final SimNode a = new SimNode(simulation, "A", Optional.of(server));
  private final SimNode b = new SimNode(simulation, "B", Optional.of(server));
  private final SimNode c = new SimNode(simulation, "C", Optional.of(server));
  private final List<Event> atA = new ArrayList<>();
  private final List<Event> atB = new ArrayList<>();
  private final List<ConsumedEvent> learned = new ArrayList<>();

  private void consumeInto(SimNode node, List<Event> events) {
    node.handle(
        (event, ack) -> {
          events.add(event);
          ack.consumed("{\"by\":\"" + node.name + "\"}");
        });
  }

  private void learn() {
    server.learn(
        (client, event, ack) -> {
          learned.add(event);
          ack.consumed();
        });
  }

  private EventId add(SimNode user, String json) {
    var added = server.server().addEvent(user.key(), json).toCompletableFuture();
    assertTrue(simulation.runUntil(added::isDone, MINUTE), "durable");
    return added.join();
  }

  @Test
  void onlineUserGetsItAndTheServerLearnsAndSettles() {
    consumeInto(a, atA);
    learn();
    server.start();
    a.start();
    network.connect(server, a);
    EventId id = add(a, "{\"pizza\": 1 }");
    assertTrue(simulation.runUntil(() -> !learned.isEmpty(), MINUTE), "learned");
    assertEquals("{\"pizza\": 1 }", atA.get(0).json());
    assertEquals(id, atA.get(0).id());
    assertEquals(Optional.of("{\"by\":\"A\"}"), learned.get(0).result());
    assertEquals(Optional.of("{\"pizza\": 1 }"), learned.get(0).json());
    assertFalse(learned.get(0).redelivered());
    simulation.run(MINUTE);
    assertTrue(server.server.open.core().state().event(id, a.key()).orElseThrow().isOver());
    assertEquals(0, server.store.blobs());
    assertEquals(0, a.store.blobs());
    assertEquals(1, atA.size());
    assertEquals(1, learned.size());
  }

  @Test
  void offlineUserGetsItFromAThirdWhileTheServerIsDown() {
    consumeInto(b, atB);
    learn();
    server.start();
    c.start();
    network.connect(server, c);
    admit(c);
    EventId id = add(b, "{\"for\":\"B\"}");
    assertTrue(simulation.runUntil(() -> replicas(id) == 1, MINUTE), "C has a copy");
    server.crash(network);
    b.start();
    network.connect(b, c);
    assertTrue(simulation.runUntil(() -> !atB.isEmpty(), MINUTE), "B has it from C");
    assertEquals("{\"for\":\"B\"}", atB.get(0).json());
    simulation.run(Duration.ofSeconds(5));
    b.crash(network);
    server.start();
    network.connect(server, c);
    assertTrue(simulation.runUntil(() -> !learned.isEmpty(), MINUTE), "learned through C");
    assertEquals(Optional.of("{\"by\":\"B\"}"), learned.get(0).result());
    b.start();
    network.connect(b, server);
    simulation.run(MINUTE);
    assertEquals(1, learned.size(), "exactly one call");
    assertEquals(1, atB.size(), "handled once");
    assertEquals(0, server.store.blobs() + b.store.blobs() + c.store.blobs(), "settled");
  }

  @Test
  void eventWaitsWhileItsHandlerIsBeingRedeployed() {
    consumeInto(a, atA);
    learn();
    server.start();
    a.start();
    network.connect(server, a);
    a.handlers.events().leave(1);
    add(a, "1");
    simulation.run(MINUTE);
    assertTrue(atA.isEmpty());
    consumeInto(a, atA);
    assertTrue(simulation.runUntil(() -> !learned.isEmpty(), MINUTE), "handled after the return");
    simulation.run(MINUTE);
    assertEquals(1, atA.size());
  }

  private long replicas(EventId id) {
    return ((ServerRole) server.topic.role()).event(id).orElseThrow().replicas();
  }

  private void admit(SimNode node) {
    var done = server.server().admit(node.key(), MemberOptions.defaults()).toCompletableFuture();
    assertTrue(simulation.runUntil(done::isDone, MINUTE), "admitted");
    done.join();
  }
}
