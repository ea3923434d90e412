package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.EventsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens to events that were given to the handler's thread and have not begun. */
class SeriesTest {
  private final World world = new World(12);
  private final SimNode user = world.user("A");
  private final List<String> calls = new ArrayList<>();
  private final List<EventId> waiting = new ArrayList<>();
  private Runnable duringFirst = () -> {};

  /** A handler that proved quick is given several at a time. */
  @BeforeEach
  void becomeQuick() {
    world.start(user);
    for (int i = 0; i < 3; i++) {
      world.add(user, "0");
    }
    world.await("learned", () -> world.learned.size() == 3);
    user.handlers.events().leave(1);
    for (int i = 1; i <= 4; i++) {
      waiting.add(world.add(user, Integer.toString(i)));
    }
    world.await("all are here", () -> waiting.stream().allMatch(this::isLive));
    user.handle(
        (event, ack) -> {
          calls.add(event.json());
          if (calls.size() == 1) {
            duringFirst.run();
          }
          ack.consumed();
        });
  }

  private boolean isLive(EventId id) {
    return user.topic
        .core()
        .state()
        .event(id, user.key())
        .filter(facts -> facts.isLive() && facts.isStored())
        .isPresent();
  }

  @Test
  void eventThatAnotherDeviceAnswersMeanwhileIsNotBegun() {
    SimNode other = new SimNode(world.simulation, "B", Optional.of(world.server), user.identity);
    world.consume(other);
    duringFirst =
        () -> {
          other.start();
          world.network.connect(world.server, other);
          Duration aMoment = Duration.ofMillis(45);
          assertTrue(world.simulation.runUntil(() -> !isLive(waiting.get(1)), aMoment));
        };
    world.runFor(World.MINUTE);
    assertEquals(List.of("1"), calls);
    assertEquals(4, world.handled(other).size());
  }

  @Test
  void eventThatMayBeginAnyMomentCannotBeSkipped() {
    ClientRole role = (ClientRole) user.topic.role();
    duringFirst = () -> assertThrows(EventsException.class, () -> role.skip(waiting.get(1)));
    world.runFor(World.MINUTE);
    assertEquals(List.of("1", "2", "3", "4"), calls);
  }
}
