package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.Event;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.RecoveryStatus;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.spi.EventStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Disks are lost, keys are kept. */
class RecoveryTest {
  private static final EventOptions KEYED = EventOptions.defaults().withDedupeKey("order 1");

  private final World world = new World(31);
  private final SimNode a = world.user("A");
  private final SimNode b = world.user("B");
  private final SimNode c = world.user("C");

  private void serverLosesItsDisk() {
    world.server.crash(world.network);
    world.server.loseDisk();
    world.server.start();
  }

  private RecoveryStatus recovery() {
    return ((ServerRole) world.server.topic.role()).recoveryStatus();
  }

  private void awaitCopies(EventId id, int count) {
    world.await("copies", () -> world.state(id).orElseThrow().replicas() == count);
  }

  @Test
  void serverThatLostItsDiskDeliversToAnOfflineUserAndLearns() {
    world.start(c);
    world.admit(c);
    EventId id = world.add(b, "{\"for\":\"B\"}");
    awaitCopies(id, 1);
    serverLosesItsDisk();
    assertTrue(recovery().isRecovering());
    world.network.connect(world.server, c);
    world.await("found", () -> recovery().found() == 1 && recovery().missingBodies().isEmpty());
    c.crash(world.network);
    b.start();
    world.network.connect(world.server, b);
    world.await("learned", () -> !world.learned.isEmpty());
    assertEquals("{\"for\":\"B\"}", world.handled(b).get(0).json());
    assertEquals(id, world.learned.get(0).id());
    assertEquals(Optional.of("{\"for\":\"B\"}"), world.learned.get(0).json());
    assertFalse(recovery().isRecovering(), "B and C were heard");
    world.runFor(World.MINUTE);
    assertTrue(world.isOver(id, b.key()));
    assertEquals(1, world.learned.size());
    assertEquals(1, world.handled(b).size());
  }

  @Test
  void receiptThatTheLostDiskHeldIsHandedOverWithTheOwnBody() {
    world.server.handlers.receipts().leave(1);
    world.start(a);
    EventId id = world.add(a, "1");
    world.await("consumed", () -> world.state(id).orElseThrow().consumed());
    serverLosesItsDisk();
    world.server.learn(
        (client, event, ack) -> {
          world.learned.add(event);
          ack.consumed();
        });
    world.network.connect(world.server, a);
    world.await("learned", () -> !world.learned.isEmpty());
    ConsumedEvent receipt = world.learned.get(0);
    assertEquals(id, receipt.id());
    assertEquals(Optional.of("1"), receipt.json(), "decrypted from what A gave back");
    assertEquals(Optional.of("\"A\""), receipt.result());
    assertTrue(receipt.redelivered());
    world.runFor(World.MINUTE);
    assertTrue(world.isOver(id, a.key()));
    assertEquals(1, world.handled(a).size());
  }

  @Test
  void whatWasSettledIsNotHandedOverAgain() {
    world.start(a);
    for (int i = 0; i < 20; i++) {
      world.add(a, Integer.toString(i));
    }
    world.await("learned", () -> world.learned.size() == 20);
    world.runFor(World.MINUTE);
    serverLosesItsDisk();
    world.network.connect(world.server, a);
    world.add(a, "21");
    world.await("the new one", () -> world.learned.size() == 21);
    world.runFor(World.MINUTE.multipliedBy(2));
    assertEquals(21, world.learned.size());
    assertEquals(21, world.handled(a).size());
    assertFalse(recovery().isRecovering());
  }

  @Test
  void receiptWaitsForTheMemberThatMayHaveItsSettling() {
    world.start(a, c);
    world.admit(c);
    EventId id = world.add(a, "1");
    world.await("settled", () -> world.isOver(id, a.key()));
    world.await("C knows", () -> c.topic.core().state().event(id, a.key()).orElseThrow().isOver());
    a.crash(world.network);
    serverLosesItsDisk();
    world.network.connect(world.server, c);
    world.runFor(World.MINUTE);
    assertEquals(1, world.learned.size());
  }

  @Test
  void receiptWhoseBodyNobodyHasIsHandedOverWithoutAtTheEnd() {
    world.server.handlers.receipts().leave(1);
    world.start(a, c);
    world.admit(c);
    EventId id = world.add(a, "1");
    world.await("C knows", () -> c.topic.core().state().unsettledCount() == 1);
    a.crash(world.network);
    a.loseDisk();
    serverLosesItsDisk();
    world.server.learn(
        (client, event, ack) -> {
          world.learned.add(event);
          ack.consumed();
        });
    world.network.connect(world.server, c);
    world.runFor(Duration.ofMinutes(5));
    assertTrue(world.learned.isEmpty(), "A may have the body");
    assertEquals(List.of(id), recovery().missingBodies());
    world.server.server().endRecovery();
    world.await("learned", () -> !world.learned.isEmpty());
    assertEquals(Optional.empty(), world.learned.get(0).json());
    assertEquals(id, world.learned.get(0).id());
  }

  @Test
  void recoveringEndsAfterADayAndSurvivesARestart() {
    world.start(c);
    world.admit(c);
    world.admit(a);
    world.await("C knows", () -> c.topic.core().state().roster().members().size() == 3);
    serverLosesItsDisk();
    world.network.connect(world.server, c);
    world.await("C is heard", () -> recovery().heard() == 1);
    assertEquals(2, recovery().expected());
    world.runFor(Duration.ofHours(20));
    world.server.crash(world.network);
    world.server.start();
    assertTrue(recovery().isRecovering());
    world.runFor(Duration.ofHours(5));
    assertFalse(recovery().isRecovering());
    world.server.crash(world.network);
    world.server.start();
    assertFalse(recovery().isRecovering());
  }

  @Test
  void restoredBackupOfTheServerRecoversWhatItMisses() {
    world.start(a, c);
    world.admit(a);
    world.admit(c);
    world.runFor(World.MINUTE);
    assertFalse(recovery().isRecovering());
    world.server.crash(world.network);
    EventStore backup = StoreCopy.of(world.server.store);
    world.server.start();
    world.network.connect(world.server, c);
    EventId id = world.add(b, "1");
    awaitCopies(id, 1);
    world.server.crash(world.network);
    world.server.store = backup;
    world.server.start();
    assertFalse(recovery().isRecovering());
    world.network.connect(world.server, c);
    world.await("found", () -> recovery().found() == 1);
    assertTrue(recovery().isRecovering(), "A may have more");
    b.start();
    world.network.connect(world.server, b);
    world.await("learned", () -> !world.learned.isEmpty());
    assertEquals(id, world.learned.get(0).id());
    world.network.connect(world.server, a);
    world.await("all heard", () -> !recovery().isRecovering());
  }

  @Test
  void dedupeKeyFindsTheEventFromBeforeTheLoss() {
    world.start(c);
    world.admit(c);
    EventId id = world.add(b, "1", KEYED);
    awaitCopies(id, 1);
    serverLosesItsDisk();
    CompletableFuture<EventId> again = world.adding(b, "1", KEYED);
    world.runFor(Duration.ofSeconds(20));
    assertFalse(again.isDone(), "nobody was asked yet");
    EventId plain = world.add(b, "2");
    CompletableFuture<Long> payloads = again.thenApply(known -> world.server.store.blobs());
    world.network.connect(world.server, c);
    assertEquals(id, world.join(again));
    assertTrue(world.join(payloads) >= 2, "confirmed before its payload was here");
    b.start();
    world.network.connect(world.server, b);
    world.await("learned", () -> world.learned.size() == 2);
    assertEquals(List.of(id, plain), world.handled(b).stream().map(Event::id).toList(), "in order");
  }

  @Test
  void eventWhosePayloadIsGoneComesBackWithItsDedupeKey() {
    world.start(c);
    world.admit(c);
    EventId id = world.add(b, "1", KEYED);
    awaitCopies(id, 1);
    serverLosesItsDisk();
    c.crash(world.network);
    c.store.blobHashes(new byte[Hash.BYTES], 9).forEach(c.store::dropBlob);
    c.start();
    CompletableFuture<EventId> again = world.adding(b, "1", KEYED);
    CompletableFuture<EventId> third = world.adding(b, "1", KEYED);
    world.network.connect(world.server, c);
    assertEquals(id, world.join(again));
    assertEquals(id, world.join(third));
    assertEquals(1, world.server.topic.status().bodies());
    b.start();
    world.network.connect(world.server, b);
    world.await("learned", () -> world.learned.size() == 1);
    assertEquals(List.of(id), world.handled(b).stream().map(Event::id).toList());
  }

  @Test
  void dedupeKeyWaitsForNobodyLongerThanThirtySeconds() {
    world.start();
    CompletableFuture<EventId> first = world.adding(b, "1", KEYED);
    world.runFor(Duration.ofSeconds(29));
    assertFalse(first.isDone());
    world.runFor(Duration.ofSeconds(2));
    assertTrue(first.isDone());
  }

  @Test
  void clientThatLostItsDiskDoesNotRunAgainWhatItConsumed() {
    world.start(a);
    for (int i = 0; i < 20; i++) {
      world.add(a, Integer.toString(i));
    }
    world.await("learned", () -> world.learned.size() == 20);
    a.crash(world.network);
    a.loseDisk();
    world.add(a, "21");
    a.start();
    world.network.connect(world.server, a);
    world.await("the new one", () -> world.learned.size() == 21);
    world.runFor(World.MINUTE);
    assertEquals(21, world.handled(a).size());
  }

  @Test
  void clientThatLostItsDiskHearsFromAThirdWhileTheServerIsDown() {
    world.start(a, c);
    world.admit(c);
    world.network.connect(a, c);
    world.server.handlers.receipts().leave(1);
    world.add(a, "1");
    world.await("C has the receipt", () -> c.topic.core().state().unsettledCount() == 1);
    a.crash(world.network);
    EventId missed = world.add(a, "2");
    awaitCopies(missed, 1);
    world.server.crash(world.network);
    a.loseDisk();
    a.start();
    world.network.connect(a, c);
    world.await("the missed one", () -> world.handled(a).size() == 2);
    assertEquals(missed, world.handled(a).get(1).id());
    world.runFor(World.MINUTE);
    assertEquals(2, world.handled(a).size());
  }

  @Test
  void bothLoseTheirDisksAndAThirdGivesAllBack() {
    world.start(a, c);
    world.admit(c);
    world.server.handlers.receipts().leave(1);
    EventId consumed = world.add(a, "1");
    world.await("C has the receipt", () -> c.topic.core().state().unsettledCount() == 1);
    a.crash(world.network);
    EventId waiting = world.add(a, "2");
    awaitCopies(waiting, 1);
    world.server.crash(world.network);
    c.crash(world.network);
    world.server.loseDisk();
    a.loseDisk();
    world.server.start();
    a.start();
    world.server.learn(
        (client, event, ack) -> {
          world.learned.add(event);
          ack.consumed();
        });
    c.start();
    world.network.connect(world.server, c);
    world.network.connect(world.server, a);
    world.await("both learned", () -> world.learned.size() == 2);
    assertEquals(waiting, world.learned.get(0).id());
    assertEquals(consumed, world.learned.get(1).id(), "stepped aside: nobody has its body");
    assertEquals(Optional.empty(), world.learned.get(1).json());
    world.runFor(World.MINUTE);
    assertEquals(2, world.handled(a).size());
    assertFalse(recovery().isRecovering());
  }

  @Test
  void eventThatWasRunIsAnsweredAgainAlsoWhenItsReceiptIsGone() {
    world.start();
    EventId id = world.add(a, "1");
    world.server.crash(world.network);
    EventStore backup = StoreCopy.of(world.server.store);
    world.server.start();
    a.start();
    world.network.connect(world.server, a);
    world.await("settled", () -> world.isOver(id, a.key()));
    world.runFor(Duration.ofSeconds(2));
    a.crash(world.network);
    a.store = StoreCopy.of(a.store, name -> name.endsWith("/ran"));
    world.server.crash(world.network);
    world.server.store = backup;
    world.server.start();
    a.start();
    world.network.connect(world.server, a);
    world.await("answered again", () -> world.learned.size() == 2);
    assertEquals(1, world.handled(a).size(), "not run again");
    assertEquals(ConsumedEvent.Outcome.OK, world.learned.get(1).outcome());
    assertEquals(1, world.learned.get(1).attempts());
  }

  @Test
  void pastThatNobodyHasIsWaitedForHalfAMinuteInAQuietTopic() {
    world.server.start();
    world.add(a, "1");
    FeedId first = world.server.topic.core().writer().feedId();
    world.server.crash(world.network);
    world.server.start();
    world.admit(a);
    world.add(a, "2");
    world.server.crash(world.network);
    EventStore before = world.server.store;
    world.server.store = StoreCopy.of(before, name -> !name.endsWith(first.text()));
    for (byte[] hash : before.blobHashes(new byte[32], 100)) {
      world.server.store.putBlob(hash, ByteBuffer.wrap(before.blob(hash).orElseThrow()));
    }
    world.server.start();
    a.start();
    world.network.connect(world.server, a);
    world.runFor(Duration.ofMinutes(2));
    assertEquals(List.of("2"), world.handled(a).stream().map(Event::json).toList());
  }

  @Test
  void bodyThatTheServerDeclaresLostHoldsUpNothing() {
    world.start(c);
    world.admit(c);
    EventId gone = world.add(b, "1");
    EventId next = world.add(b, "2");
    awaitCopies(next, 1);
    byte[] hash = HexFormat.of().parseHex(world.state(gone).orElseThrow().bodyHash());
    c.crash(world.network);
    c.store.dropBlob(hash);
    serverLosesItsDisk();
    c.start();
    b.start();
    world.network.connect(world.server, c);
    world.network.connect(world.server, b);
    world.runFor(Duration.ofMinutes(5));
    assertTrue(world.handled(b).isEmpty(), "in order");
    assertEquals(List.of(gone), recovery().missingBodies());
    assertFalse(world.join(declareLost(next)), "its payload is here");
    assertTrue(world.join(declareLost(gone)));
    world.await("the next one", () -> world.learned.size() == 1);
    assertEquals(next, world.handled(b).get(0).id());
    assertEquals(List.of(), recovery().missingBodies());
  }

  private CompletableFuture<Boolean> declareLost(EventId id) {
    return world.server.server().declareLost(id).toCompletableFuture();
  }
}
