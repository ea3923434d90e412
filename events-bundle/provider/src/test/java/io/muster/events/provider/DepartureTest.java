package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.LeaveReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DepartureTest {
  private final World world = new World(19);
  private final SimNode user = world.user("A");
  private final List<Acknowledgement> acks = new ArrayList<>();

  private CompletableFuture<LeaveReport> leave(SimNode node) {
    CompletableFuture<LeaveReport> done = new CompletableFuture<>();
    new Departure(node.topic, done).begin();
    return done;
  }

  @Test
  void runningHandlerEndsAndAMemberGetsTheReceiptBeforeTheNodeLeaves() {
    user.handle((event, ack) -> acks.add(ack));
    world.start(user);
    world.add(user, "1");
    world.add(user, "2");
    world.await("called", () -> acks.size() == 1);
    CompletableFuture<LeaveReport> left = leave(user);
    world.runFor(Duration.ofSeconds(3));
    assertFalse(left.isDone(), "the handler is running");
    acks.get(0).consumed();
    assertEquals(new LeaveReport(true, 0, 0), world.join(left));
    assertEquals(1, acks.size(), "no further call begins");
    user.crash(world.network);
    world.await("the server has the receipt", () -> world.learned.size() == 1);
  }

  @Test
  void nodeLeavesAfterTenSecondsAtMostAndSaysWhatItLeftBehind() {
    world.start(user);
    world.add(user, "1");
    world.await("learned", () -> world.learned.size() == 1);
    user.handle((event, ack) -> acks.add(ack));
    world.add(user, "2");
    world.await("called", () -> acks.size() == 1);
    world.network.disconnect(world.server, user);
    acks.get(0).consumed();
    world.runFor(Duration.ofSeconds(1));
    Instant begun = world.simulation.instant();
    LeaveReport report = world.join(leave(user));
    assertEquals(new LeaveReport(false, 1, 0), report);
    assertTrue(Duration.between(begun, world.simulation.instant()).toSeconds() <= 10);
  }

  @Test
  void callsUnderWayAreWrittenAndReplicatedBeforeTheServerLeaves() {
    world.server.withSlowDisk();
    world.start(user);
    world.admit(user);
    user.handlers.events().leave(1);
    List<CompletableFuture<EventId>> adding = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      adding.add(world.adding(user, Integer.toString(i), EventOptions.defaults()));
    }
    world.simulation.run(Duration.ZERO); // the calls have reached the topic
    LeaveReport report = world.join(leave(world.server));
    assertEquals(new LeaveReport(true, 0, 0), report);
    assertTrue(adding.stream().allMatch(CompletableFuture::isDone));
    world.server.crash(world.network);
    assertEquals(50, user.topic.status().waiting());
  }

  @Test
  void leavingDeletesNothingAndOpeningAgainContinues() {
    world.start(user);
    user.handlers.events().leave(1);
    world.add(user, "1");
    world.await("here", () -> user.topic.status().waiting() == 1);
    world.join(leave(user));
    world.join(user.topic.close("leaving").toCompletableFuture());
    user.crash(world.network);
    world.server.crash(world.network);
    world.consume(user);
    user.start();
    world.await("handled from its own store", () -> world.handled(user).size() == 1);
  }

  @Test
  void handlerThatDoesNotAnswerIsCounted() {
    user.handle((event, ack) -> acks.add(ack));
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> acks.size() == 1);
    assertEquals(1, world.join(leave(user)).handlersInterrupted());
  }
}
