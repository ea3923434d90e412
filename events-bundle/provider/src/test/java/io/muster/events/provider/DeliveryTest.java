package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.provider.delivery.RetryRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What handlers may do, well or badly, and what comes of it. */
class DeliveryTest {
  private static final RetryRule THREE_TRIES =
      new RetryRule(Duration.ofSeconds(30), 3, Duration.ofSeconds(1), Duration.ofMinutes(10));

  private final World world = new World(11);
  private final SimNode user = world.user("A");
  private final List<Event> calls = new ArrayList<>();
  private final List<Acknowledgement> acks = new ArrayList<>();

  private void collect() {
    user.handle(
        (event, ack) -> {
          calls.add(event);
          acks.add(ack);
        });
  }

  private ConsumedEvent learned() {
    world.await("learned", () -> !world.learned.isEmpty());
    return world.learned.get(0);
  }

  @Test
  void handlerThatThrowsIsCalledAgainLater() {
    user.handle(
        (event, ack) -> {
          calls.add(event);
          if (event.attempt() < 3) {
            throw new IllegalStateException("not yet");
          }
          ack.consumed();
        });
    world.start(user);
    world.add(user, "1");
    assertEquals(3, learned().attempts());
    assertEquals(List.of(1, 2, 3), calls.stream().map(Event::attempt).toList());
  }

  @Test
  void handlerThatNeverAnswersIsCalledAgainAfterItsLease() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    Instant first = world.simulation.instant();
    world.await("called again", () -> calls.size() == 2);
    Duration between = Duration.between(first, world.simulation.instant());
    assertTrue(between.compareTo(Duration.ofSeconds(31)) >= 0, "lease and delay: " + between);
    assertTrue(between.compareTo(Duration.ofSeconds(33)) < 0, "lease and delay: " + between);
  }

  @Test
  void inProgressExtendsTheLease() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    for (int i = 0; i < 10; i++) {
      world.runFor(Duration.ofSeconds(20));
      acks.get(0).inProgress();
    }
    acks.get(0).consumed("\"late\"");
    assertEquals(Optional.of("\"late\""), learned().result());
    assertEquals(1, calls.size());
  }

  @Test
  void secondAnswerIsIgnored() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.add(user, "2");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).consumed("\"first\"");
    acks.get(0).reject("second");
    acks.get(0).consumed("\"third\"");
    assertEquals(Optional.of("\"first\""), learned().result());
    world.runFor(Duration.ofSeconds(5));
    assertEquals(2, calls.size(), "the next event, once");
    assertEquals(1, world.learned.size());
  }

  @Test
  void consumedAfterRetryIsIgnoredAndTheEventIsRunAgain() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).retry(Duration.ofSeconds(5));
    acks.get(0).consumed("\"too late\"");
    world.await("called again", () -> calls.size() == 2);
    acks.get(1).consumed("\"second\"");
    assertEquals(Optional.of("\"second\""), learned().result());
    assertEquals(1, user.topic.calls().ignored());
  }

  @Test
  void answerAfterTheLeaseIsIgnoredAndThatOfTheNextCallCounts() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called again", () -> calls.size() == 2);
    acks.get(0).consumed("\"first\"");
    acks.get(0).inProgress();
    acks.get(1).consumed("\"second\"");
    assertEquals(Optional.of("\"second\""), learned().result());
    assertEquals(2, learned().attempts());
  }

  @Test
  void answerOfAHandlerThatWasRedeployedMeanwhileCounts() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.add(user, "2");
    world.await("called", () -> calls.size() == 1);
    user.handlers.events().leave(1);
    acks.get(0).consumed("\"old\"");
    assertEquals(Optional.of("\"old\""), learned().result());
    world.runFor(World.MINUTE);
    assertEquals(1, calls.size(), "there is no handler for the next");
    world.consume(user);
    world.await("the new one goes on", () -> world.handled(user).size() == 1);
    assertEquals("2", world.handled(user).get(0).json());
  }

  @Test
  void inProgressAfterTheAnswerExtendsNothing() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).consumed();
    acks.get(0).inProgress();
    learned();
    world.runFor(Duration.ofMinutes(5));
    assertEquals(1, calls.size());
    assertEquals(0, user.topic.runningHandlers());
  }

  @Test
  void longReasonIsCutInWholeCharacters() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).reject("\uD83D\uDE00".repeat(2_000));
    assertEquals(Optional.of("\uD83D\uDE00".repeat(1_024)), learned().result());
  }

  @Test
  void retryIsBoundedToOneHourAndNeverInThePast() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).retry(Duration.ofSeconds(-5));
    world.await("called again", () -> calls.size() == 2);
    acks.get(1).retry(Duration.ofDays(400));
    world.runFor(Duration.ofMinutes(59));
    assertEquals(2, calls.size());
    world.runFor(Duration.ofSeconds(75));
    assertEquals(3, calls.size());
  }

  @Test
  void rejectedEventIsReportedWithItsReasonAndTheLaneGoesOn() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.add(user, "2");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).reject("no such pizza");
    assertEquals(ConsumedEvent.Outcome.REJECTED, learned().outcome());
    assertEquals(Optional.of("no such pizza"), learned().result());
    world.await("next", () -> calls.size() == 2);
    assertEquals("2", calls.get(1).json());
  }

  @Test
  void eventThatAlwaysFailsEndsDeadAndIsReported() {
    user.handle(
        (event, ack) -> {
          calls.add(event);
          throw new IllegalStateException("broken");
        });
    world.server.start();
    user.start(THREE_TRIES, true);
    world.network.connect(world.server, user);
    world.add(user, "1");
    world.add(user, "2");
    assertEquals(ConsumedEvent.Outcome.DEAD, learned().outcome());
    assertEquals(3, learned().attempts());
    world.await("the lane goes on", () -> calls.stream().anyMatch(e -> e.json().equals("2")));
  }

  @Test
  void retryIsMadeWhenTheHandlerAskedForIt() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    Instant asked = world.simulation.instant();
    acks.get(0).retry(Duration.ofMinutes(3));
    world.await("called again", () -> calls.size() == 2);
    assertEquals(
        180, Duration.between(asked, world.simulation.instant()).toSeconds(), 1, "seconds");
  }

  @Test
  void attemptsSurviveARestart() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).retry(Duration.ofSeconds(10));
    world.await("called again", () -> calls.size() == 2);
    acks.get(1).retry(Duration.ofSeconds(10));
    world.runFor(Duration.ofSeconds(1));
    user.crash(world.network);
    user.start();
    world.network.connect(world.server, user);
    world.await("called again", () -> calls.size() == 3);
    assertEquals(3, calls.get(2).attempt());
  }

  @Test
  void eventThatWasConsumedIsNotHandledAgainAfterARestart() {
    world.start(user);
    world.add(user, "1");
    learned();
    user.crash(world.network);
    user.start();
    world.network.connect(world.server, user);
    world.add(user, "2");
    world.await("learned", () -> world.learned.size() == 2);
    world.runFor(World.MINUTE);
    assertEquals(List.of("1", "2"), world.handled(user).stream().map(Event::json).toList());
  }

  @Test
  void crashBeforeTheAnswerWasDurableRunsTheEventAgain() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    user.crash(world.network);
    acks.get(0).consumed();
    world.runFor(World.MINUTE);
    assertTrue(world.learned.isEmpty(), "the answer of a dead process is no receipt");
    user.start();
    world.network.connect(world.server, user);
    world.await("called again", () -> calls.size() == 2);
  }

  @Test
  void eventIsNotStartedBeforeItsTimeNorIsWhatIsBehindIt() {
    world.start(user);
    Instant later = world.simulation.instant().plus(Duration.ofHours(2));
    world.add(user, "1", EventOptions.defaults().withNotBefore(later));
    world.add(user, "2");
    world.runFor(Duration.ofMinutes(119));
    assertTrue(world.handled(user).isEmpty());
    world.runFor(Duration.ofMinutes(2));
    assertEquals(List.of("1", "2"), world.handled(user).stream().map(Event::json).toList());
  }

  @Test
  void expiredEventIsNotStartedAndIsReported() {
    world.start();
    world.admit(user);
    world.add(user, "1", EventOptions.defaults().withTimeToLive(Duration.ofMinutes(1)));
    world.add(user, "2");
    world.runFor(Duration.ofMinutes(2));
    user.start();
    world.network.connect(world.server, user);
    assertEquals(ConsumedEvent.Outcome.EXPIRED, learned().outcome());
    assertEquals(0, learned().attempts());
    world.await("the lane goes on", () -> !world.handled(user).isEmpty());
    assertEquals("2", world.handled(user).get(0).json());
  }

  @Test
  void eventIsHandledByTheHandlerOfTheHighestRankingThenTheLowestId() {
    List<String> by = new ArrayList<>();
    user.handlers.events().leave(1);
    user.handlers.events().join(7, 5, (event, ack) -> answer(by, "seven", ack));
    user.handlers.events().join(6, 5, (event, ack) -> answer(by, "six", ack));
    user.handlers.events().join(2, 1, (event, ack) -> answer(by, "two", ack));
    world.start(user);
    world.add(user, "1");
    world.await("handled", () -> by.size() == 1);
    user.handlers.events().leave(6);
    world.add(user, "2");
    world.await("handled", () -> by.size() == 2);
    user.handlers.events().leave(7);
    world.add(user, "3");
    world.await("handled", () -> by.size() == 3);
    assertEquals(List.of("six", "seven", "two"), by);
  }

  private static void answer(List<String> by, String name, Acknowledgement ack) {
    by.add(name);
    ack.consumed();
  }

  @Test
  void serversHandlerThatFailsIsCalledAgainWhileOtherReceiptsGoOn() {
    List<String> seen = new ArrayList<>();
    world.server.learn(
        (client, event, ack) -> {
          String json = event.json().orElseThrow();
          seen.add(json + " " + event.redelivered());
          if (json.equals("1") && !event.redelivered()) {
            throw new IllegalStateException("poison");
          }
          ack.consumed();
        });
    world.start(user);
    EventId first = world.add(user, "1");
    world.add(user, "2");
    world.await("all seen", () -> seen.size() == 3);
    assertEquals(List.of("1 false", "2 false", "1 true"), seen);
    world.await("settled", () -> world.isOver(first, user.key()));
  }

  @Test
  void receiptThatWasNotAcknowledgedIsHandedOverAgainAfterARestart() {
    List<ConsumedEvent> seen = new ArrayList<>();
    world.server.learn((client, event, ack) -> seen.add(event));
    world.start(user);
    world.add(user, "1");
    world.await("handed over", () -> seen.size() == 1);
    world.server.crash(world.network);
    world.server.start();
    world.await("handed over again", () -> seen.size() == 2);
    assertEquals(List.of(false, true), seen.stream().map(ConsumedEvent::redelivered).toList());
    assertEquals(Optional.of("1"), seen.get(1).json());
  }

  @Test
  void resultThatIsNoJsonOrTooLongIsRefusedAndNothingIsAcknowledged() {
    collect();
    world.start(user);
    world.add(user, "1");
    world.await("called", () -> calls.size() == 1);
    assertThrows(IllegalArgumentException.class, () -> acks.get(0).consumed("{"));
    String tooLong = "\"" + "x".repeat(Acknowledgement.MAX_RESULT_BYTES) + "\"";
    assertThrows(IllegalArgumentException.class, () -> acks.get(0).consumed(tooLong));
    String longest = "\"" + "x".repeat(Acknowledgement.MAX_RESULT_BYTES - 2) + "\"";
    acks.get(0).consumed(longest);
    assertEquals(Optional.of(longest), learned().result());
  }
}
