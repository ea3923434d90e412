package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventsException;
import io.muster.events.EventsException.Reason;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.events.spi.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What callers of the server may ask for. */
class ServerTest {
  private static final EventOptions PLAIN = EventOptions.defaults();

  private final World world = new World(13);
  private final SimNode user = world.user("A");
  private final SimNode third = world.user("C");

  private EventsException failure(CompletableFuture<?> stage) {
    CompletionException wrapped = assertThrows(CompletionException.class, () -> world.join(stage));
    return (EventsException) wrapped.getCause();
  }

  @Test
  void payloadThatIsNoJsonIsRefused() {
    world.start();
    for (String bad : List.of("", "{", "{a:1}", "[1,]", "NaN", "1 2", "\"\t\"", "\uFEFF1")) {
      EventsException failure = failure(world.adding(user, bad, PLAIN));
      assertEquals(Reason.NOT_JSON, failure.reason(), bad);
      assertFalse(failure.isRetryable());
    }
  }

  @Test
  void payloadAtTheLimitIsTakenAndOneByteMoreIsRefused() {
    world.start(user);
    String longest = "\"" + "x".repeat(262_142) + "\"";
    world.add(user, longest);
    EventsException failure = failure(world.adding(user, longest + " ", PLAIN));
    assertEquals(Reason.TOO_LARGE, failure.reason());
    String wide = "\"" + "ü".repeat(131_072) + "\"";
    assertEquals(Reason.TOO_LARGE, failure(world.adding(user, wide, PLAIN)).reason());
    world.await("delivered", () -> world.handled(user).size() == 1);
    assertEquals(longest, world.handled(user).get(0).json());
  }

  @Test
  void knownDedupeKeyReturnsTheEventThatIsThere() {
    world.start(user);
    EventOptions keyed = PLAIN.withDedupeKey("order 1");
    CompletableFuture<EventId> first = world.adding(user, "1", keyed);
    CompletableFuture<EventId> atOnce = world.adding(user, "1", keyed);
    EventId id = world.join(first);
    assertEquals(id, world.join(atOnce));
    assertEquals(id, world.add(user, "1", keyed));
    assertEquals(Reason.ID_CONFLICT, failure(world.adding(user, "2", keyed)).reason());
    world.await("learned", () -> world.learned.size() == 1);
    world.await("settled", () -> world.isOver(id, user.key()));
    assertEquals(id, world.add(user, "1", keyed), "also when it is settled");
    assertEquals(Reason.ID_CONFLICT, failure(world.adding(user, "2", keyed)).reason());
    world.server.crash(world.network);
    world.server.start();
    world.network.connect(world.server, user);
    assertEquals(id, world.add(user, "1", keyed), "also after a restart");
    assertEquals(Reason.ID_CONFLICT, failure(world.adding(user, "2", keyed)).reason());
    world.runFor(World.MINUTE);
    assertEquals(1, world.handled(user).size());
    assertNotEquals(id, world.add(third, "1", keyed), "another user's is another");
  }

  @Test
  void strangerIsRefusedByAListedTopicUntilItIsAdmitted() {
    world.server.start(RetryRule.DEFAULT, false);
    user.start();
    world.network.connect(world.server, user);
    assertEquals(Reason.NOT_MEMBER, failure(world.adding(user, "1", PLAIN)).reason());
    world.admit(user);
    world.add(user, "1");
    world.await("delivered", () -> world.handled(user).size() == 1);
  }

  @Test
  void serverIsNoRecipientOfItsOwn() {
    world.start();
    assertEquals(Reason.NOT_MEMBER, failure(world.adding(world.server, "1", PLAIN)).reason());
  }

  @Test
  void fullLaneRefusesRetryablyAndOthersAreNotTouched() {
    world.start(user);
    user.handlers.events().leave(1);
    List<CompletableFuture<EventId>> all = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      all.add(world.adding(user, "1", PLAIN));
    }
    all.forEach(world::join);
    EventsException failure = failure(world.adding(user, "1", PLAIN));
    assertEquals(Reason.QUOTA, failure.reason());
    assertTrue(failure.isRetryable());
    world.add(third, "1");
    world.consume(user);
    world.await("room again", () -> world.learned.size() > 5_000);
    world.add(user, "1");
  }

  @Test
  void replicasAreAwaited() {
    world.start(third);
    world.admit(third);
    CompletableFuture<EventId> one = world.adding(user, "1", PLAIN.withReplicas(1));
    EventId id = world.join(one);
    assertEquals(1, world.state(id).orElseThrow().replicas());
    CompletableFuture<EventId> two = world.adding(user, "2", PLAIN.withReplicas(2));
    assertEquals(Reason.NOT_REPLICATED, failure(two).reason());
  }

  @Test
  void thirdKeepsWhatItCannotRead() {
    world.start(third);
    world.admit(third);
    String marker = "marker-5b1f";
    EventId id = world.add(user, "{\"secret\":\"" + marker + "\"}", PLAIN.withType(marker));
    world.await("C has a copy", () -> world.state(id).orElseThrow().replicas() == 1);
    byte[] hash = HexFormat.of().parseHex(world.state(id).orElseThrow().bodyHash());
    byte[] body = third.store.blob(hash).orElseThrow();
    assertEquals(Hash.of(hash), Hash.sha256(body));
    assertFalse(contains(body, marker));
    for (String name : third.store.logs()) {
      for (EventLog.Entry entry : third.store.log(name).read(1, 1_000, 10_000_000)) {
        assertFalse(contains(entry.bytes(), marker), name);
      }
    }
  }

  private static boolean contains(byte[] bytes, String text) {
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
  }

  @Test
  void removedMemberGetsNothingNewAndOthersStillGetWhatItWrote() {
    world.start(user);
    world.add(user, "1");
    world.await("learned", () -> world.learned.size() == 1);
    world.join(world.server.server().remove(user.key()).toCompletableFuture());
    assertEquals(Reason.NOT_MEMBER, failure(world.adding(user, "2", PLAIN)).reason());
    third.start();
    world.network.connect(world.server, third);
    world.admit(third);
    world.await(
        "C has the receipt of the removed",
        () -> third.topic.core().feeds().all().stream().anyMatch(f -> f.key().equals(user.key())));
    assertEquals(
        Reason.NOT_MEMBER,
        failure(world.server.server().remove(user.key()).toCompletableFuture()).reason());
  }

  @Test
  void whatWaitsForARemovedMemberIsTakenBack() {
    world.start();
    EventId id = world.add(user, "1");
    world.join(world.server.server().remove(user.key()).toCompletableFuture());
    world.await("taken back", () -> world.isOver(id, user.key()));
    assertTrue(world.state(id).orElseThrow().settled());
    world.runFor(Duration.ofSeconds(1));
    assertEquals(0, world.server.store.blobs());
    assertTrue(world.learned.isEmpty());
  }

  @Test
  void eventThatNobodyFetchedIsForgottenADayAfterItsEnd() {
    world.start();
    EventId id = world.add(user, "1", PLAIN.withTimeToLive(Duration.ofHours(1)));
    world.runFor(Duration.ofHours(24));
    assertFalse(world.isOver(id, user.key()), "clocks differ");
    world.runFor(Duration.ofHours(3));
    assertTrue(world.isOver(id, user.key()));
    assertEquals(0, world.server.store.blobs());
  }

  @Test
  void callsAfterTheEndFailInsteadOfHanging() {
    world.start();
    CompletableFuture<EventId> underWay = world.adding(user, "1", PLAIN);
    ServerService service = world.server.server;
    world.server.topic.close("the end");
    service.abandon();
    assertEquals(Reason.SERVICE_GONE, failure(underWay).reason());
    CompletableFuture<EventId> late = service.addEvent(user.key(), "1").toCompletableFuture();
    assertEquals(Reason.SERVICE_GONE, failure(late).reason());
  }

  @Test
  void windowOfAPauseIsStored() {
    world.start(user);
    world.add(user, "1");
    world.join(world.server.server().updatePause(Duration.ofMillis(250)).toCompletableFuture());
    world.await("A knows it", () -> user.topic.core().state().pauseMs() == 250);
    assertThrows(
        IllegalArgumentException.class,
        () -> world.server.server().updatePause(Duration.ofSeconds(61)));
  }
}
