package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An event comes that stands before others: the server runs twice, and one began earlier. */
class EarlierEventTest {
  private static final Duration A_MOMENT = Duration.ofMillis(45);

  private final World world = new World(12);
  private final SimNode older =
      new SimNode(world.simulation, "older", Optional.empty(), world.server.identity);
  private final SimNode user = world.user("A").withSlowDisk();
  private final List<String> calls = new ArrayList<>();

  @Test
  void eventAmongThoseThatAreBeingFinishedIsRunBeforeWhatHasNotBegun() {
    fill();
    user.haltDisk(true);
    assertEquals(List.of("1", "3", "4", "2", "5", "6"), callsWhenAnOlderOneComesDuring("4"));
  }

  @Test
  void eventAmongThoseThatWerePreparedIsRunInItsPlace() {
    fill();
    assertEquals(List.of("1", "2", "3", "4", "5", "6"), callsWhenAnOlderOneComesDuring("1"));
  }

  /** One that was added by the older server waits, and then four of the other. */
  private void fill() {
    older.start();
    addOlder("0");
    world.runFor(Duration.ofSeconds(1));
    world.start(user);
    world.network.connect(older, user);
    becomeQuick();
    user.handlers.events().leave(1);
    List<EventId> waiting = new ArrayList<>(List.of(addOlder("1")));
    for (int i = 3; i <= 6; i++) {
      waiting.add(world.add(user, Integer.toString(i)));
    }
    world.await("all are here", () -> waiting.stream().allMatch(this::isLive));
    world.runFor(Duration.ofSeconds(1));
  }

  private List<String> callsWhenAnOlderOneComesDuring(String call) {
    user.handle(
        (event, ack) -> {
          calls.add(event.json());
          if (event.json().equals(call)) {
            EventId between = addOlder("2");
            assertTrue(world.simulation.runUntil(() -> isLive(between), A_MOMENT));
            world.runFor(Duration.ofMillis(1));
          }
          ack.consumed();
        });
    world.runFor(Duration.ofSeconds(5));
    return calls;
  }

  /** A handler that proved quick is given several at a time. */
  private void becomeQuick() {
    for (int i = 0; i < 7; i++) {
      world.add(user, "0");
    }
    world.await("handled", () -> world.handled(user).size() == 8);
  }

  private EventId addOlder(String json) {
    return world.join(
        older.server().addEvent(user.key(), json, EventOptions.defaults()).toCompletableFuture());
  }

  private boolean isLive(EventId id) {
    return user.topic.core().state().event(id, user.key()).filter(f -> f.isLive()).isPresent();
  }
}
