package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.Acknowledgement;
import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventsException;
import io.muster.events.EventsException.Reason;
import io.muster.events.LeaveReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Every case in which the original was watched, mostly failing. The README has them as a table,
 * beside what the original does. A kill loses what the disk had not synced.
 */
@Tag("faults")
@ExtendWith(OriginalTest.Cases.class)
class OriginalTest {
  private static final EventOptions PLAIN = EventOptions.defaults();
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final World world = new World(37);
  private final SimNode a = world.user("A").withSlowDisk();
  private final SimNode c = world.user("C").withSlowDisk();
  private final List<Event> calls = new ArrayList<>();
  private final List<Acknowledgement> acks = new ArrayList<>();

  OriginalTest() {
    world.server.withSlowDisk();
  }

  private void collect(SimNode user) {
    user.handle(
        (event, ack) -> {
          calls.add(event);
          acks.add(ack);
        });
  }

  private List<String> handled(SimNode user) {
    return world.handled(user).stream().map(Event::json).toList();
  }

  private List<String> learned() {
    return world.learned.stream().map(receipt -> receipt.json().orElse("lost")).toList();
  }

  private void awaitHandled(String... json) {
    world.await("handled " + Arrays.toString(json), () -> handled(a).equals(List.of(json)));
  }

  private void awaitLearned(String... json) {
    world.await("learned " + Arrays.toString(json), () -> learned().equals(List.of(json)));
  }

  private void kill(SimNode node) {
    node.crash(world.network);
  }

  private void leave(SimNode node) {
    CompletableFuture<LeaveReport> left = new CompletableFuture<>();
    new Departure(node.topic, left).begin();
    world.join(left);
    world.join(node.topic.close("leaving").toCompletableFuture());
    kill(node);
  }

  private void restart(SimNode node) {
    node.start();
    world.network.connect(world.server, node);
  }

  private void isSettledWithoutRepetition(int events) {
    world.runFor(World.MINUTE);
    assertEquals(events, new HashSet<>(learned()).size());
    assertEquals(events, world.learned.size(), "no second call of the server's handler");
    assertEquals(0, world.server.topic.core().state().unsettledCount());
    assertEquals(0, world.server.topic.core().state().liveCount());
  }

  /** Prints each case that holds, for those who count them. */
  static final class Cases implements TestWatcher {
    @Override
    public void testSuccessful(ExtensionContext context) {
      String name = context.getRequiredTestMethod().getName();
      Matcher row = rows();
      while (row.find()) {
        if (row.group(2).equals(name)) {
          System.out.printf("FAULT row=\"%s\" test=%s ok%n", row.group(1).strip(), name);
        }
      }
    }
  }

  private static Matcher rows() {
    try {
      String manual = Files.readString(Path.of("..", "README.md"));
      int begin = manual.indexOf("## What the original does");
      return Pattern.compile("(?m)^\\|([^|]+)\\|[^|]+\\| `(\\w+)` \\|$")
          .matcher(manual.substring(begin, manual.indexOf("\n## ", begin)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void onlineUserGetsItWithinMillisecondsAndSoDoesTheServersHandler() {
    world.start(a);
    world.add(a, "0");
    world.await("warm", () -> world.learned.size() == 1);
    world.runFor(World.MINUTE);
    for (int i = 1; i <= 20; i++) {
      long begun = world.simulation.millis();
      int count = i + 1;
      world.add(a, Integer.toString(i));
      world.await("handled", () -> world.handled(a).size() == count);
      assertTrue(world.simulation.millis() - begun < 50, "handler");
      world.await("learned", () -> world.learned.size() == count);
      assertTrue(world.simulation.millis() - begun < 150, "receipt");
    }
  }

  @Test
  void updatePauseIsStoredReachesWhoWasAwayAndLasts() {
    world.start();
    world.admit(a);
    world.join(world.server.server().updatePause(Duration.ofSeconds(5)).toCompletableFuture());
    world.add(a, "1");
    restart(a);
    for (int i = 1; i <= 3; i++) {
      long begun = world.simulation.millis();
      int count = i;
      world.await("handled", () -> world.handled(a).size() == count);
      long took = world.simulation.millis() - begun;
      assertTrue(took >= 4_900 && took < 5_200, "batch " + i + " after " + took + " ms");
      world.add(a, Integer.toString(i + 1));
    }
  }

  @Test
  void steadyTrafficDoesNotStarveDeliveryUnderAPause() {
    world.start(a);
    world.admit(a);
    world.join(world.server.server().updatePause(Duration.ofSeconds(20)).toCompletableFuture());
    for (int i = 0; i < 8; i++) {
      world.add(a, Integer.toString(i));
      world.runFor(Duration.ofSeconds(10));
      assertTrue(world.handled(a).size() >= i - 2, "at " + i + ": " + world.handled(a).size());
    }
  }

  @Test
  void clientOpensWithoutItsServer() {
    restart(a);
    world.runFor(SECOND);
    assertEquals(0, a.topic.status().waiting());
    world.server.start();
    world.add(a, "1");
    world.network.connect(world.server, a);
    awaitHandled("1");
  }

  @Test
  void offlineUserGetsItOnReturn() {
    world.start();
    world.add(a, "1");
    world.runFor(Duration.ofHours(3));
    restart(a);
    awaitHandled("1");
    awaitLearned("1");
    isSettledWithoutRepetition(1);
  }

  @Test
  void undeliveredEventsOutliveAServerThatLeaves() {
    world.start();
    IntStream.rangeClosed(1, 3).forEach(i -> world.add(a, Integer.toString(i)));
    leave(world.server);
    world.server.start();
    restart(a);
    awaitHandled("1", "2", "3");
    isSettledWithoutRepetition(3);
  }

  @Test
  void undeliveredEventsOutliveAServerThatIsKilled() {
    world.start();
    IntStream.rangeClosed(1, 3).forEach(i -> world.add(a, Integer.toString(i)));
    kill(world.server);
    world.server.start();
    restart(a);
    awaitHandled("1", "2", "3");
    isSettledWithoutRepetition(3);
  }

  @Test
  void newEventAfterThatRestartIsDelivered() {
    world.start();
    world.add(a, "1");
    kill(world.server);
    world.server.start();
    world.add(a, "2");
    restart(a);
    awaitHandled("1", "2");
    world.add(a, "3");
    awaitHandled("1", "2", "3");
    isSettledWithoutRepetition(3);
  }

  @Test
  void eventRunsAndItsReceiptWaitsIfTheServerIsKilledBeforeTheHandlerRan() {
    collect(a);
    world.start(a);
    a.handlers.events().leave(1);
    world.add(a, "1");
    world.await("pushed", () -> a.topic.status().waiting() == 1 && a.store.blobs() == 1);
    kill(world.server);
    world.consume(a);
    world.await("handled", () -> world.handled(a).size() == 1);
    world.runFor(World.MINUTE);
    assertEquals(1, a.topic.status().unsettled());
  }

  @Test
  void serverThatReturnsWithItsDiskLearnsOfTheReceiptThatWaited() {
    eventRunsAndItsReceiptWaitsIfTheServerIsKilledBeforeTheHandlerRan();
    world.server.start();
    world.network.connect(world.server, a);
    awaitLearned("1");
    isSettledWithoutRepetition(1);
  }

  @Test
  void receiptThatWaitsWhileBothRestartIsHandedOverOnceAndNothingRunsAgain() {
    eventRunsAndItsReceiptWaitsIfTheServerIsKilledBeforeTheHandlerRan();
    kill(a);
    world.server.start();
    restart(a);
    awaitLearned("1");
    isSettledWithoutRepetition(1);
    assertEquals(List.of("1"), handled(a));
  }

  @Test
  void nothingIsRepeatedByARestartWhenAllWasSettled() {
    world.start(a);
    IntStream.rangeClosed(1, 3).forEach(i -> world.add(a, Integer.toString(i)));
    awaitLearned("1", "2", "3");
    world.runFor(SECOND);
    kill(world.server);
    kill(a);
    world.server.start();
    restart(a);
    isSettledWithoutRepetition(3);
    assertEquals(List.of("1", "2", "3"), handled(a));
  }

  @Test
  void serverThatLostItsDiskLearnsOfWhatAClientHasConsumed() {
    eventRunsAndItsReceiptWaitsIfTheServerIsKilledBeforeTheHandlerRan();
    world.server.loseDisk();
    world.server.start();
    world.network.connect(world.server, a);
    awaitLearned("1");
    assertEquals(Optional.of("\"A\""), world.learned.get(0).result());
    isSettledWithoutRepetition(1);
  }

  @Test
  void eventForAnOfflineUserOutlivesTheServersDisk() {
    world.start(c);
    world.admit(c);
    EventId id = world.add(a, "1", PLAIN.withReplicas(1));
    kill(world.server);
    world.server.loseDisk();
    world.server.start();
    world.network.connect(world.server, c);
    world.await("back", () -> world.server.store.blobs() == 1);
    kill(c);
    restart(a);
    awaitHandled("1");
    awaitLearned("1");
    assertEquals(id, world.learned.get(0).id());
  }

  @Test
  void offlineUserWhoStartsWhileTheServerIsDownGetsItFromOtherClients() {
    SimNode d = world.user("D");
    world.start(c, d);
    world.admit(c);
    world.admit(d);
    world.network.connect(c, d);
    world.add(a, "1", PLAIN.withReplicas(2));
    kill(world.server);
    a.start();
    world.network.connect(a, c);
    world.network.connect(a, d);
    awaitHandled("1");
    world.server.start();
    world.network.connect(world.server, d);
    awaitLearned("1");
    isSettledWithoutRepetition(1);
  }

  @Test
  void memberThatIsNeitherServerNorRecipientKeepsAnEncryptedCopy() {
    world.start(c);
    world.admit(c);
    for (int i = 0; i < 5; i++) {
      world.add(a, "\"marker-77\"", PLAIN.withReplicas(1));
    }
    assertEquals(5, c.store.blobs());
    for (String name : c.store.logs()) {
      c.store
          .log(name)
          .read(1, 1_000, 10_000_000)
          .forEach(entry -> assertFalse(text(entry.bytes()).contains("marker-77")));
    }
    world
        .server
        .topic
        .core()
        .state()
        .bodies()
        .all()
        .forEach(hash -> assertFalse(text(c.store.blob(hash.bytes()).get()).contains("marker")));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  @Test
  void twoEventsOfOneMillisecondAreBothHandledInOrder() {
    world.start(a);
    CompletableFuture<EventId> first = world.adding(a, "1", PLAIN);
    CompletableFuture<EventId> second = world.adding(a, "2", PLAIN);
    assertFalse(world.join(first).equals(world.join(second)));
    awaitHandled("1", "2");
    isSettledWithoutRepetition(2);
  }

  @Test
  void killWithinTheHandlerRunsItAgainAndTheServerLearnsOnce() {
    collect(a);
    world.start(a);
    world.add(a, "1");
    world.await("called", () -> calls.size() == 1);
    kill(a);
    restart(a);
    world.await("called again", () -> calls.size() == 2);
    assertEquals(calls.get(0).id(), calls.get(1).id(), "so that the effect can be once");
    acks.get(1).consumed();
    awaitLearned("1");
    isSettledWithoutRepetition(1);
  }

  @Test
  void handlerThatThrowsIsCalledAgainAndWhatIsBehindIsHandled() {
    a.handle(
        (event, ack) -> {
          calls.add(event);
          if (event.json().equals("1") && event.attempt() < 3) {
            throw new IllegalStateException("not yet");
          }
          ack.consumed();
        });
    world.start(a);
    IntStream.rangeClosed(1, 3).forEach(i -> world.adding(a, Integer.toString(i), PLAIN));
    awaitLearned("1", "2", "3");
    assertEquals(List.of("1", "1", "1", "2", "3"), calls.stream().map(Event::json).toList());
  }

  @Test
  void negativeAcknowledgementIsTriedAgainWithoutAReconnect() {
    collect(a);
    world.start(a);
    world.add(a, "1");
    world.await("called", () -> calls.size() == 1);
    acks.get(0).retry(Duration.ofSeconds(2));
    world.await("called again", () -> calls.size() == 2);
    acks.get(1).consumed();
    awaitLearned("1");
  }

  @Test
  void silentHandlerLosesItsLeaseAndWhatIsBehindIsHandled() {
    collect(a);
    world.start(a);
    world.add(a, "1");
    world.add(a, "2");
    world.await("called again", () -> calls.size() == 2);
    assertEquals("1", calls.get(1).json());
    acks.get(1).consumed();
    world.await("the next", () -> calls.size() == 3);
    acks.get(2).consumed();
    awaitLearned("1", "2");
    acks.get(0).consumed();
    isSettledWithoutRepetition(2);
  }

  @Test
  void handlerThatIsSilentForEverEndsAsADeadLetterAndTheLaneGoesOn() {
    a.handle(
        (event, ack) -> {
          if (event.json().equals("2")) {
            ack.consumed();
          }
        });
    world.start(a);
    world.add(a, "1");
    world.add(a, "2");
    assertTrue(
        world.simulation.runUntil(() -> world.learned.size() == 2, Duration.ofHours(2)), "both");
    assertEquals(ConsumedEvent.Outcome.DEAD, world.learned.get(0).outcome());
    assertEquals(1, a.topic.status().deadLetters());
  }

  @Test
  void invalidAcknowledgementIsRefusedAndHarmsNothing() {
    collect(a);
    world.start(a);
    world.add(a, "1");
    world.add(a, "2");
    world.await("called", () -> calls.size() == 1);
    assertThrows(IllegalArgumentException.class, () -> acks.get(0).consumed("no JSON"));
    acks.get(0).consumed("{}");
    world.await("the next", () -> calls.size() == 2);
    acks.get(1).consumed();
    awaitLearned("1", "2");
  }

  @Test
  void acknowledgingTwiceHandlesNothingTwice() {
    a.handle(
        (event, ack) -> {
          calls.add(event);
          ack.consumed();
          ack.consumed();
        });
    world.start(a);
    world.add(a, "1");
    world.add(a, "2");
    awaitLearned("1", "2");
    isSettledWithoutRepetition(2);
    assertEquals(2, calls.size());
  }

  @Test
  void serversHandlerThatRefusesIsCalledAgainWithoutAReconnect() {
    List<ConsumedEvent> seen = new ArrayList<>();
    world.server.learn(
        (client, event, ack) -> {
          seen.add(event);
          if (seen.size() < 3) {
            ack.retry(SECOND);
          } else {
            ack.consumed();
          }
        });
    world.start(a);
    EventId id = world.add(a, "1");
    world.await("settled", () -> world.isOver(id, a.key()));
    assertEquals(3, seen.size());
  }

  @Test
  void sameKeyOnTwoMachinesIsToldAndTheServerLearnsOfEachEventOnce() {
    SimNode twin = new SimNode(world.simulation, "A2", Optional.of(world.server), a.identity);
    world.consume(twin);
    List<String> warnings = new ArrayList<>();
    a.log = SilentLog.keeping(warnings);
    world.start(a, c);
    world.admit(c);
    twin.start();
    world.network.connect(c, twin);
    IntStream.rangeClosed(1, 3).forEach(i -> world.add(a, Integer.toString(i)));
    world.await("both", () -> world.handled(a).size() == 3 && world.handled(twin).size() == 3);
    isSettledWithoutRepetition(3);
    assertTrue(warnings.stream().anyMatch(w -> w.contains("another machine")));
  }

  @Test
  void thousandEventsOfCatchUpArriveInOrder() {
    world.start();
    List<String> all = IntStream.range(0, 1_000).mapToObj(Integer::toString).toList();
    List<CompletableFuture<EventId>> adding = new ArrayList<>();
    all.forEach(json -> adding.add(world.adding(a, json, PLAIN)));
    adding.forEach(world::join);
    restart(a);
    world.await("all", () -> world.handled(a).size() == 1_000);
    assertEquals(all, handled(a));
    world.await("all learned", () -> world.learned.size() == 1_000);
    assertEquals(all, learned());
  }

  @Test
  void backlogLargerThanAnyFrameIsDelivered() {
    world.start();
    String large = "\"" + "x".repeat(262_142) + "\"";
    for (int i = 0; i < 96; i++) {
      world.add(a, large);
    }
    restart(a);
    world.await("24 MiB", () -> world.handled(a).size() == 96);
    assertTrue(handled(a).stream().allMatch(large::equals));
  }

  @Test
  void payloadBeyondTheLimitIsRefusedByNameAndNothingIsStored() {
    world.start();
    CompletableFuture<EventId> adding =
        world.adding(a, "\"" + "x".repeat(17_000_000) + "\"", PLAIN);
    CompletionException failure = assertThrows(CompletionException.class, () -> world.join(adding));
    assertEquals(Reason.TOO_LARGE, ((EventsException) failure.getCause()).reason());
    assertEquals(0, world.server.store.blobs());
  }

  @Test
  void payloadsGoWhileRunningAsTheyAreSettled() {
    world.start(a);
    for (int i = 0; i < 10; i++) {
      world.add(a, Integer.toString(i));
    }
    world.await("learned", () -> world.learned.size() == 10);
    world.runFor(SECOND);
    assertEquals(0, world.server.store.blobs() + a.store.blobs());
  }

  @Test
  void manualNamesEachOfTheseTests() {
    Set<String> tests =
        Arrays.stream(OriginalTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(Method::getName)
            .filter(name -> !name.equals("manualNamesEachOfTheseTests"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named = new TreeSet<>();
    Matcher row = rows();
    while (row.find()) {
      assertTrue(named.add(row.group(2)), row.group(2) + " is named once");
    }
    assertEquals(tests, named);
  }
}
