package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.DeadLetter;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventsException;
import io.muster.events.EventsException.Reason;
import io.muster.events.Topic;
import io.muster.events.provider.delivery.DeadLetters;
import io.muster.events.provider.delivery.RetryRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What becomes of what was given up. */
class DeadLetterTest {
  private static final RetryRule TWO_TRIES =
      new RetryRule(Duration.ofSeconds(30), 2, Duration.ofSeconds(1), Duration.ofMinutes(10));

  private final World world = new World(29);
  private final SimNode user = world.user("A");
  private final List<Event> calls = new ArrayList<>();
  private boolean broken = true;

  private void startWithABrokenHandler() {
    user.handle(
        (event, ack) -> {
          calls.add(event);
          if (broken) {
            throw new IllegalStateException("broken");
          }
          ack.consumed("\"mended\"");
        });
    world.server.start();
    restartUser();
  }

  private void restartUser() {
    user.start(TWO_TRIES, true);
    world.network.connect(world.server, user);
  }

  private EventId die(String json) {
    int before = world.learned.size();
    EventId id = world.add(user, json);
    world.await("learned", () -> world.learned.size() > before);
    world.runFor(Duration.ofSeconds(5));
    return id;
  }

  private static List<EventId> listed(SimNode node) {
    return all(node).stream().map(DeadLetter::id).toList();
  }

  private static List<DeadLetter> all(SimNode node) {
    return node.topic.deadLetters().page(Optional.empty(), Topic.MAX_DEAD_LETTERS);
  }

  private boolean replay(SimNode node, EventId id) {
    return world.join(node.topic.deadLetters().replay(id).toCompletableFuture());
  }

  private static void refused(Reason reason, Runnable call) {
    assertEquals(reason, assertThrows(EventsException.class, call::run).reason());
  }

  private void refused(Reason reason, CompletableFuture<?> stage) {
    CompletionException wrapped = assertThrows(CompletionException.class, () -> world.join(stage));
    assertEquals(reason, ((EventsException) wrapped.getCause()).reason());
  }

  @Test
  void letterOutlivesSettlingAndARestartWithItsPayload() {
    startWithABrokenHandler();
    EventId id = die("{\"order\":1}");
    assertTrue(world.isOver(id, user.key()));
    user.crash(world.network);
    restartUser();
    DeadLetter letter = all(user).get(0);
    assertEquals(id, letter.id());
    assertEquals(user.key(), letter.user());
    assertEquals(2, letter.attempts());
    assertEquals("java.lang.IllegalStateException: broken", letter.reason());
    assertTrue(letter.bytes() > 0);
    assertEquals(1, user.topic.status().deadLetters());
    assertEquals(1, user.store.blobs());
    broken = false;
    assertTrue(replay(user, id));
    assertEquals("{\"order\":1}", calls.get(calls.size() - 1).json());
    assertEquals(3, calls.get(calls.size() - 1).attempt());
    world.runFor(Duration.ofSeconds(5));
    assertEquals(0, user.store.blobs(), "what is done is not kept");
  }

  @Test
  void replayThatSucceedsReachesTheServersHandlerAsRevisedOnce() {
    startWithABrokenHandler();
    EventId id = die("1");
    assertEquals(Outcome.DEAD, world.learned.get(0).outcome());
    assertFalse(world.learned.get(0).revised());
    broken = false;
    assertTrue(replay(user, id));
    world.runFor(World.MINUTE);
    assertEquals(2, world.learned.size());
    ConsumedEvent revised = world.learned.get(1);
    assertEquals(Outcome.OK, revised.outcome());
    assertEquals(Optional.of("\"mended\""), revised.result());
    assertTrue(revised.revised());
    assertFalse(revised.late());
    assertEquals(3, revised.attempts());
    assertEquals(List.of(), listed(user));
    assertTrue(world.isOver(id, user.key()));
  }

  @Test
  void replayInVainLeavesTheLetterWithOneMoreAttempt() {
    startWithABrokenHandler();
    EventId id = die("1");
    assertFalse(replay(user, id));
    user.crash(world.network);
    restartUser();
    assertEquals(3, all(user).get(0).attempts());
    world.runFor(World.MINUTE);
    assertEquals(1, world.learned.size(), "the server has been told that already");
  }

  @Test
  void replayThatIsRejectedIsReportedAndEndsTheLetter() {
    startWithABrokenHandler();
    EventId id = die("1");
    user.handle((event, ack) -> ack.reject("never"));
    assertTrue(replay(user, id));
    world.runFor(Duration.ofSeconds(5));
    assertEquals(Outcome.REJECTED, world.learned.get(1).outcome());
    assertEquals(List.of(), listed(user));
  }

  @Test
  void replayWaitsForTheRunningHandlerAndTheLaneWaitsForTheReplay() {
    startWithABrokenHandler();
    EventId id = die("\"dead\"");
    List<Runnable> answers = new ArrayList<>();
    List<String> order = new ArrayList<>();
    user.handle(
        (event, ack) -> {
          order.add(event.json());
          answers.add(ack::consumed);
        });
    world.add(user, "\"live\"");
    world.add(user, "\"next\"");
    world.await("called", () -> answers.size() == 1);
    CompletableFuture<Boolean> replay = user.topic.deadLetters().replay(id).toCompletableFuture();
    refused(Reason.NOT_REPLAYED, user.topic.deadLetters().replay(id).toCompletableFuture());
    world.runFor(Duration.ofSeconds(1));
    assertEquals(List.of("\"live\""), order);
    answers.get(0).run();
    world.await("replayed", () -> answers.size() == 2);
    answers.get(1).run();
    assertTrue(world.join(replay));
    world.await("goes on", () -> answers.size() == 3);
    assertEquals(List.of("\"live\"", "\"dead\"", "\"next\""), order);
  }

  @Test
  void replayWithoutAHandlerFailsWithinThirtySecondsAndTheLetterStays() {
    startWithABrokenHandler();
    EventId id = die("1");
    user.handlers.events().leave(1);
    refused(Reason.NOT_REPLAYED, user.topic.deadLetters().replay(id).toCompletableFuture());
    assertEquals(List.of(id), listed(user));
  }

  @Test
  void expiredLetterIsNotReplayed() {
    startWithABrokenHandler();
    EventId id = world.add(user, "1", EventOptions.defaults().withTimeToLive(World.MINUTE));
    world.await("dead", () -> listed(user).equals(List.of(id)));
    world.runFor(World.MINUTE);
    refused(Reason.NOT_REPLAYED, () -> user.topic.deadLetters().replay(id));
  }

  @Test
  void droppedLetterIsGoneWithItsPayloadAndStaysGone() {
    startWithABrokenHandler();
    world.server.handlers.receipts().leave(1); // nothing is settled
    EventId id = world.add(user, "1");
    world.await("dead", () -> listed(user).equals(List.of(id)));
    world.join(user.topic.deadLetters().drop(id).toCompletableFuture());
    refused(Reason.NO_DEAD_LETTER, () -> user.topic.deadLetters().drop(id));
    refused(Reason.NO_DEAD_LETTER, () -> user.topic.deadLetters().replay(id));
    world.runFor(Duration.ofSeconds(1));
    user.crash(world.network);
    restartUser();
    world.runFor(Duration.ofSeconds(5));
    assertEquals(List.of(), listed(user));
  }

  private CompletableFuture<Void> skip(EventId id) {
    return ((ClientRole) user.topic.role()).skip(id).toCompletableFuture();
  }

  @Test
  void waitingEventThatIsSkippedBecomesADeadLetterAndTheLaneGoesOn() {
    startWithABrokenHandler();
    user.handlers.events().leave(1);
    EventId first = world.add(user, "1");
    EventId second = world.add(user, "2");
    EventId third = world.add(user, "3");
    world.await("here", () -> user.topic.status().waiting() == 3);
    world.runFor(Duration.ofSeconds(1));
    world.join(skip(second));
    world.join(skip(first));
    world.await("reported", () -> world.learned.size() == 2);
    assertEquals(Outcome.DEAD, world.learned.get(0).outcome());
    assertEquals(Optional.of("An operator skipped it"), world.learned.get(0).result());
    world.consume(user);
    world.await("the lane goes on", () -> world.handled(user).size() == 1);
    assertEquals("3", world.handled(user).get(0).json());
    assertTrue(replay(user, first));
    assertEquals(List.of(second), listed(user));
    refused(Reason.NOT_WAITING, () -> skip(third));
    refused(Reason.NOT_WAITING, () -> skip(EventId.of(new byte[EventId.BYTES])));
  }

  @Test
  void runningEventIsNotSkipped() {
    world.server.start();
    user.handle((event, ack) -> calls.add(event));
    restartUser();
    EventId id = world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    refused(Reason.NOT_WAITING, () -> skip(id));
  }

  @Test
  void pagesAreBoundedAndFollowEachOther() {
    startWithABrokenHandler();
    List<EventId> ids = List.of(die("1"), die("2"), die("3"));
    DeadLetterDesk desk = user.topic.deadLetters();
    assertEquals(
        ids.subList(0, 2), desk.page(Optional.empty(), 2).stream().map(DeadLetter::id).toList());
    assertEquals(
        ids.subList(2, 3),
        desk.page(Optional.of(ids.get(1)), 2).stream().map(DeadLetter::id).toList());
    world.join(desk.drop(ids.get(1)).toCompletableFuture());
    assertEquals(List.of(ids.get(0), ids.get(2)), listed(user));
  }

  @Test
  void fullListLetsTheOldestGo() {
    startWithABrokenHandler();
    user.topic.letters().limit(new DeadLetters.Limits(2, 1_000_000));
    List<EventId> ids = List.of(die("1"), die("2"), die("3"));
    assertEquals(ids.subList(1, 3), listed(user));
    world.runFor(Duration.ofSeconds(5));
    assertEquals(2, user.store.blobs());
    user.topic.letters().limit(new DeadLetters.Limits(2, all(user).get(0).bytes()));
    assertEquals(ids.subList(2, 3), listed(user), "by bytes, too");
  }

  @Test
  void logOfTheListStaysShort() {
    startWithABrokenHandler();
    EventId first = die("1");
    for (int i = 0; i < 400; i++) {
      replay(user, first);
    }
    var log = user.store.log("dead/" + user.topic.core().feeds().topicId());
    assertTrue(log.next() - log.first() < 300, "entries: " + (log.next() - log.first()));
    user.crash(world.network);
    restartUser();
    assertEquals(402, all(user).get(0).attempts());
  }

  @Test
  void receiptThatTheServersHandlerNeverTakesIsParkedListedAndReplayed() {
    List<ConsumedEvent> seen = new ArrayList<>();
    world.server.learn(
        (client, event, ack) -> {
          seen.add(event);
          if (broken) {
            throw new IllegalStateException("no database");
          }
          ack.consumed();
        });
    world.server.start(TWO_TRIES, true);
    user.start();
    world.network.connect(world.server, user);
    EventId id = world.add(user, "{\"order\":1}");
    world.await("parked", () -> listed(world.server).equals(List.of(id)));
    world.runFor(World.MINUTE);
    assertEquals(2, seen.size());
    assertTrue(world.isOver(id, user.key()), "the client may forget it");
    assertEquals(0, user.store.blobs());
    world.server.crash(world.network);
    world.server.start(TWO_TRIES, true);
    DeadLetter letter = all(world.server).get(0);
    assertEquals("java.lang.IllegalStateException: no database", letter.reason());
    assertEquals(user.key(), letter.user());
    assertFalse(replay(world.server, id));
    broken = false;
    assertTrue(replay(world.server, id));
    ConsumedEvent last = seen.get(seen.size() - 1);
    assertEquals(Optional.of("{\"order\":1}"), last.json(), "the server's own copy");
    assertEquals(Optional.of("\"A\""), last.result());
    assertTrue(last.redelivered());
    assertEquals(List.of(), listed(world.server));
    world.runFor(Duration.ofSeconds(5));
    assertEquals(0, world.server.store.blobs());
  }

  @Test
  void poisonReceiptHoldsUpNoOtherOfTheSameClient() {
    world.server.learn(
        (client, event, ack) -> {
          if (event.json().equals(Optional.of("1"))) {
            ack.reject("poison");
          } else {
            world.learned.add(event);
            ack.consumed();
          }
        });
    world.start(user);
    EventId id = world.add(user, "1");
    world.add(user, "2");
    world.await("the next", () -> world.learned.size() == 1);
    world.await("parked", () -> listed(world.server).equals(List.of(id)));
  }
}
