package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventHandler;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.provider.delivery.RetryRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Slow handlers beside a fast one: only the slow lane waits, and in the end it goes on. */
class SlowConsumersTest {
  private static final int EVENTS = 100;
  private static final int SLOW_EVENTS = 20;
  private static final RetryRule SHORT =
      new RetryRule(Duration.ofSeconds(5), 3, Duration.ofMillis(100), Duration.ofSeconds(1));

  private final Map<EventId, Long> addedAt = new HashMap<>();
  private final List<Long> handled = new ArrayList<>();
  private final List<Long> learned = new ArrayList<>();
  private World world;
  private SimNode fast;

  private void build() {
    world = new World(43);
    fast = world.user("fast");
    addedAt.clear();
    handled.clear();
    learned.clear();
    fast.handle(
        (event, ack) -> {
          handled.add(world.simulation.millis() - addedAt.get(event.id()));
          ack.consumed();
        });
  }

  private SimNode slow(String name, EventHandler handler) {
    SimNode user = world.user(name);
    user.handle(handler);
    return user;
  }

  private void start(SimNode... users) {
    world.server.start(SHORT, true);
    for (SimNode user : users) {
      user.start(SHORT, true);
      world.network.connect(world.server, user);
    }
  }

  private void run(SimNode... slow) {
    for (int i = 0; i < EVENTS; i++) {
      for (SimNode user : i < SLOW_EVENTS ? slow : new SimNode[0]) {
        world.adding(user, "1", EventOptions.defaults());
      }
      long now = world.simulation.millis();
      world
          .adding(fast, Integer.toString(i), EventOptions.defaults())
          .thenAccept(id -> addedAt.put(id, now));
      world.runFor(Duration.ofMillis(20));
    }
    world.await("the fast one has all", () -> handled.size() == EVENTS);
  }

  private static long p99(List<Long> times) {
    return times.stream().sorted().skip(times.size() * 99L / 100).findFirst().orElseThrow();
  }

  private static int waiting(SimNode user) {
    return user.topic.core().state().liveCount(user.key());
  }

  @Test
  void fastUserDoesNotNoticeSlowOnes() {
    build();
    start(fast);
    run();
    long alone = p99(handled);
    build();
    SimNode none = slow("none", (event, ack) -> {});
    none.handlers.events().leave(1);
    SimNode silent = slow("silent", (event, ack) -> {});
    SimNode leisurely =
        slow(
            "leisurely",
            (event, ack) -> world.simulation.after(Duration.ofSeconds(1), ack::consumed));
    List<Event> taken = new ArrayList<>();
    SimNode stops =
        slow(
            "stops",
            (event, ack) -> {
              if (taken.size() < 10) {
                taken.add(event);
                ack.consumed();
              }
            });
    start(fast, none, silent, leisurely, stops);
    run(none, silent, leisurely, stops);
    assertTrue(p99(handled) <= Math.max(alone * 12 / 10, alone + 1), alone + " " + p99(handled));
    assertEquals(SLOW_EVENTS, waiting(none));
    assertEquals(SLOW_EVENTS - 10, waiting(stops));
    world.await("the silent one's die one by one", () -> silent.topic.letters().size() >= 5);
    world.await("the leisurely one gets on", () -> waiting(leisurely) == 0);
  }

  @Test
  void serversHandlerThatIsSilentForOneClientServesTheOthers() {
    build();
    SimNode poison = world.user("poison");
    List<Acknowledgement> never = new ArrayList<>();
    world.server.learn(
        (client, event, ack) -> {
          if (client.equals(poison.key())) {
            never.add(ack);
          } else {
            learned.add(world.simulation.millis() - addedAt.get(event.id()));
            ack.consumed();
          }
        });
    start(fast, poison);
    run(poison);
    world.await("learned", () -> learned.size() == EVENTS);
    assertTrue(p99(learned) < 300, "ms: " + p99(learned));
    world.await("parked one by one", () -> world.server.topic.letters().size() >= 3);
    assertEquals(0, waiting(poison), "the client has done its part");
  }

  @Test
  void deadLettersOfTheSilentOneAreReported() {
    build();
    SimNode silent = slow("silent", (event, ack) -> {});
    start(silent);
    world.add(silent, "1");
    world.await("reported", () -> world.learned.size() == 1);
    assertEquals(ConsumedEvent.Outcome.DEAD, world.learned.get(0).outcome());
    assertEquals(3, world.learned.get(0).attempts());
  }
}
