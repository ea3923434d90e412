package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.EventOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The batching window towards handlers: it delays calls, by a bounded time, and nothing else. */
class PauseTest {
  private static final Duration WINDOW = Duration.ofSeconds(20);

  private final World world = new World(23);
  private final SimNode user = world.user("A");
  private final List<Long> calledAt = new ArrayList<>();

  private void note() {
    user.handle(
        (event, ack) -> {
          calledAt.add(now());
          ack.consumed();
        });
  }

  private long now() {
    return world.simulation.millis();
  }

  private void pause(Duration length) {
    world.join(world.server.server().updatePause(length).toCompletableFuture());
  }

  private void start(Duration length) {
    note();
    world.start(user);
    world.admit(user);
    pause(length);
    world.await("A knows it", () -> user.topic.core().state().pauseMs() == length.toMillis());
  }

  /** Runs until so many calls were made and returns when the last of them was, from a time on. */
  private long call(int number, long since) {
    world.await("call " + number, () -> calledAt.size() >= number);
    return calledAt.get(number - 1) - since;
  }

  private static void about(long expected, long millis) {
    assertTrue(millis >= expected && millis < expected + 100, expected + " ms, but " + millis);
  }

  @Test
  void thereIsNoWindowUntilOneIsAskedFor() {
    note();
    world.start(user);
    long begun = now();
    world.add(user, "1");
    about(0, call(1, begun));
  }

  @Test
  void firstEventOpensTheWindowAndAllThatWaitAreReleasedTogetherWhenItCloses() {
    start(WINDOW);
    long begun = now();
    world.add(user, "1");
    world.runFor(Duration.ofSeconds(12));
    world.add(user, "2");
    world.add(user, "3");
    about(20_000, call(1, begun));
    about(20_000, call(3, begun));
  }

  @Test
  void nextEventOpensTheNextWindow() {
    start(WINDOW);
    world.add(user, "1");
    call(1, now());
    world.runFor(World.MINUTE);
    long begun = now();
    world.add(user, "2");
    about(20_000, call(2, begun));
  }

  @Test
  void everyEventOfSteadyTrafficStartsWithinTheWindow() {
    start(WINDOW);
    List<Long> addedAt = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      addedAt.add(now());
      world.add(user, Integer.toString(i));
      world.runFor(Duration.ofSeconds(10));
    }
    world.await("all handled", () -> calledAt.size() == 30);
    for (int i = 0; i < 30; i++) {
      long took = calledAt.get(i) - addedAt.get(i);
      assertTrue(took < 20_100, "event " + i + " took " + took + " ms");
    }
    assertTrue(calledAt.stream().distinct().count() < 16, "they come in batches: " + calledAt);
  }

  @Test
  void whatArrivesWhileABatchIsHandledWaitsForTheNextWindow() {
    List<Acknowledgement> acks = new ArrayList<>();
    start(WINDOW);
    user.handle(
        (event, ack) -> {
          calledAt.add(now());
          acks.add(ack);
        });
    world.add(user, "1");
    call(1, now());
    long begun = now();
    world.add(user, "2");
    world.runFor(Duration.ofSeconds(8));
    acks.get(0).consumed();
    about(20_000, call(2, begun));
  }

  @Test
  void openWindowThatIsLoweredClosesAsLongAfterItsOpeningAsIsSaidNow() {
    start(WINDOW);
    long begun = now();
    world.add(user, "1");
    world.runFor(Duration.ofSeconds(2));
    pause(Duration.ofSeconds(5));
    about(5_000, call(1, begun));
    world.runFor(World.MINUTE);
    world.add(user, "2");
    world.runFor(Duration.ofSeconds(3));
    begun = now();
    pause(Duration.ofSeconds(1));
    about(0, call(2, begun));
  }

  @Test
  void openWindowThatIsRaisedClosesAsLongAfterItsOpeningAsIsSaidNow() {
    start(Duration.ofSeconds(5));
    long begun = now();
    world.add(user, "1");
    world.runFor(Duration.ofSeconds(2));
    pause(WINDOW);
    about(20_000, call(1, begun));
  }

  @Test
  void windowOfNothingReleasesWhatWaitsAtOnce() {
    start(WINDOW);
    world.add(user, "1");
    world.runFor(Duration.ofSeconds(2));
    long begun = now();
    pause(Duration.ZERO);
    about(0, call(1, begun));
  }

  @Test
  void userWhoWasAwayLearnsTheWindowOnReturnAndItOutlivesRestarts() {
    note();
    world.start();
    world.admit(user);
    pause(WINDOW);
    world.server.crash(world.network);
    world.server.start();
    world.add(user, "1");
    user.start();
    world.network.connect(world.server, user);
    long begun = now();
    about(20_000, call(1, begun));
    world.runFor(Duration.ofSeconds(1));
    user.crash(world.network);
    user.start();
    world.network.connect(world.server, user);
    world.runFor(World.MINUTE);
    begun = now();
    world.add(user, "2");
    about(20_000, call(2, begun));
  }

  @Test
  void windowOfAThirdIsTheSameThatOfTheServerAndTheNewestStatementCounts() {
    SimNode third = world.user("C");
    world.start(user, third);
    world.admit(user);
    world.admit(third);
    pause(Duration.ofSeconds(3));
    pause(WINDOW);
    pause(Duration.ofSeconds(7));
    world.await("C knows it", () -> third.topic.core().state().pauseMs() == 7_000);
    world.server.crash(world.network);
    world.network.connect(user, third);
    world.runFor(World.MINUTE);
    assertEquals(7_000, user.topic.core().state().pauseMs());
  }

  @Test
  void windowDelaysNeitherStorageNorReceiptsNorExpiry() {
    start(WINDOW);
    world.add(user, "1", EventOptions.defaults().withTimeToLive(Duration.ofSeconds(5)));
    long begun = now();
    world.await("stored", () -> user.topic.status().waiting() == 1 && user.store.blobs() == 1);
    about(0, now() - begun);
    world.await("reported", () -> world.learned.size() == 1);
    assertEquals(ConsumedEvent.Outcome.EXPIRED, world.learned.get(0).outcome());
    about(5_000, now() - begun);
    assertEquals(List.of(), calledAt);
  }

  @Test
  void windowOutOfRangeIsRefused() {
    world.start(user);
    for (Duration bad : List.of(Duration.ofMillis(-1), Duration.ofMillis(60_001))) {
      assertThrows(IllegalArgumentException.class, () -> world.server.server().updatePause(bad));
    }
    pause(Duration.ofSeconds(60));
  }
}
