package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The main job, step by step, on virtual time. */
class MainStoryTest {
  private final World world = new World(7);
  private final SimNode a = world.user("A");
  private final SimNode b = world.user("B");
  private final SimNode c = world.user("C");

  @Test
  void onlineUserGetsItAndTheServerLearnsAndSettles() {
    world.start(a);
    EventId id = world.add(a, "{\"pizza\": 1 }", EventOptions.defaults().withType("order"));
    world.await("learned", () -> !world.learned.isEmpty());
    Event event = world.handled(a).get(0);
    assertEquals("{\"pizza\": 1 }", event.json(), "byte for byte");
    assertEquals("order", event.type());
    assertEquals(id, event.id());
    assertEquals(1, event.attempt());
    ConsumedEvent receipt = world.learned.get(0);
    assertEquals(Optional.of("\"A\""), receipt.result());
    assertEquals(Optional.of("{\"pizza\": 1 }"), receipt.json());
    assertFalse(receipt.redelivered());
    world.runFor(World.MINUTE);
    assertTrue(world.isOver(id, a.key()));
    assertEquals(0, world.server.store.blobs() + a.store.blobs(), "nothing is kept for nothing");
    assertEquals(1, world.handled(a).size());
    assertEquals(1, world.learned.size());
  }

  @Test
  void offlineUserGetsItFromAThirdWhileTheServerIsDown() {
    world.start(c);
    world.admit(c);
    EventId id = world.add(b, "{\"for\":\"B\"}");
    world.await("C has a copy", () -> world.state(id).orElseThrow().replicas() == 1);
    world.server.crash(world.network);
    b.start();
    world.network.connect(b, c);
    world.await("B has it from C", () -> !world.handled(b).isEmpty());
    assertEquals("{\"for\":\"B\"}", world.handled(b).get(0).json());
    assertTrue(world.handled(c).isEmpty());
    world.runFor(Duration.ofSeconds(5));
    b.crash(world.network);
    world.server.start();
    world.network.connect(world.server, c);
    world.await("learned through C", () -> !world.learned.isEmpty());
    assertEquals(Optional.of("\"B\""), world.learned.get(0).result());
    b.start();
    world.network.connect(b, world.server);
    world.runFor(World.MINUTE);
    assertEquals(1, world.learned.size(), "exactly one call");
    assertEquals(1, world.handled(b).size(), "handled once");
    assertEquals(0, world.server.store.blobs() + b.store.blobs() + c.store.blobs());
  }

  @Test
  void eventWaitsWhileItsHandlerIsBeingRedeployed() {
    world.start(a);
    a.handlers.events().leave(1);
    world.add(a, "1");
    world.runFor(World.MINUTE);
    assertTrue(world.handled(a).isEmpty());
    world.consume(a);
    world.await("handled after the return", () -> !world.learned.isEmpty());
    world.runFor(World.MINUTE);
    assertEquals(1, world.handled(a).size());
  }

  @Test
  void onlineUserNeedNotWaitHoweverEventsFollowEachOther() {
    world.start(a);
    for (int i = 1; i <= 200; i++) {
      Instant begun = world.simulation.instant();
      int count = i;
      world.adding(a, "1", EventOptions.defaults());
      world.runFor(Duration.ofMillis(world.simulation.random().nextInt(4)));
      if (i % 7 == 0) {
        world.await("learned", () -> world.learned.size() == count);
        Duration took = Duration.between(begun, world.simulation.instant());
        assertTrue(took.toMillis() < 300, "there and back: " + took);
      }
    }
  }

  @Test
  void tenThousandEventsArriveInOrder() {
    world.start(a, c);
    world.admit(c);
    int count = 10_000;
    Instant begun = world.simulation.instant();
    IntStream.range(0, count)
        .forEach(i -> world.adding(a, Integer.toString(i), EventOptions.defaults()));
    world.await("all learned", () -> world.learned.size() == count);
    Duration took = Duration.between(begun, world.simulation.instant());
    assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, "nobody waited for nothing: " + took);
    List<String> expected = IntStream.range(0, count).mapToObj(Integer::toString).toList();
    assertEquals(expected, world.handled(a).stream().map(Event::json).toList());
    world.runFor(World.MINUTE);
    assertEquals(0, world.server.topic.core().state().unsettledCount());
    assertEquals(0, world.server.store.blobs() + a.store.blobs() + c.store.blobs());
  }
}
