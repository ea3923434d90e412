package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.provider.feed.EventFacts;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nobody waits for a disk who need not, and nothing is confirmed that is not on one. */
class BusyDiskTest {
  private static final Duration WHILE = Duration.ofSeconds(5);

  private final World world = new World(7);
  private SimNode user;
  private EventId held;

  @BeforeEach
  void startWithOneEventThatIsOver() {
    world.server.withSlowDisk();
    user = world.user("user").withSlowDisk();
    world.start(user);
    EventId first = world.add(user, "0");
    world.await("the first is over", () -> world.isOver(first, user.key()));
  }

  @Test
  void eventTravelsWhileTheServersDiskWritesButIsConfirmedOnlyAfterwards() {
    world.server.haltDisk(true);
    CompletableFuture<EventId> added = world.adding(user, "1", EventOptions.defaults());
    world.runFor(WHILE);
    assertEquals(2, world.handled(user).size());
    assertFalse(added.isDone(), "it is not on the server's disk");
    assertEquals(1, world.learned.size(), "a receipt counts when it is on the server's disk");
    world.server.haltDisk(false);
    EventId id = world.join(added);
    world.await("it is over", () -> world.isOver(id, user.key()));
    assertEquals(2, world.learned.size());
  }

  @Test
  void serverThatDiesWhileItsDiskWritesGetsTheEventBackAndLearnsOfItOnce() {
    world.server.haltDisk(true);
    world.adding(user, "1", EventOptions.defaults());
    world.runFor(WHILE);
    world.server.crash(world.network);
    world.server.haltDisk(false);
    world.server.start();
    world.network.connect(world.server, user);
    world.await("the server learns of it", () -> world.learned.size() == 2);
    world.runFor(WHILE);
    assertEquals("1", world.learned.get(1).json().orElseThrow());
    assertEquals(2, world.learned.size());
    assertEquals(2, world.handled(user).size());
  }

  @Test
  void payloadOnItsWayToTheDiskIsNoReplicaAlsoForWhoConnectsMeanwhile() {
    user.haltDisk(true);
    EventOptions replicated = EventOptions.defaults().withReplicas(1);
    CompletableFuture<EventId> added = world.adding(user, "1", replicated);
    world.await("batch and payload wait", () -> user.disk.waiting() == 2);
    world.network.disconnect(world.server, user);
    world.network.connect(world.server, user);
    user.disk.syncOne(); // the batch
    world.runFor(WHILE);
    assertFalse(added.isDone(), "the payload is not on the user's disk");
    user.haltDisk(false);
    world.join(added);
  }

  @Test
  void handlerIsCalledWhileTheUsersDiskWritesButTheReceiptLeavesOnlyAfterwards() {
    user.haltDisk(true);
    world.add(user, "1");
    world.runFor(WHILE);
    assertEquals(2, world.handled(user).size());
    assertEquals(1, world.learned.size(), "event and payload are not on the user's disk");
    assertEquals(0, user.topic.core().writer().waiting(), "the receipt is not even written");
    user.haltDisk(false);
    world.await("the receipt leaves", () -> world.learned.size() == 2);
  }

  @Test
  void payloadThatTheUsersDiskDidNotTakeHoldsTheReceiptUntilItIsFetchedAgain() {
    haltWithTwoEventsThatAreHandled();
    user.disk.syncOne(); // the batch
    user.disk.failOne(); // the payload
    assertReceiptIsHeldWhileNobodyIsThere();
    assertReceiptLeavesWhenAMemberIsThere();
  }

  @Test
  void eventThatTheUsersDiskDidNotTakeHoldsTheReceiptUntilItIsFetchedAgain() {
    haltWithTwoEventsThatAreHandled();
    user.disk.failOne(); // the batches
    assertReceiptIsHeldWhileNobodyIsThere();
    assertReceiptLeavesWhenAMemberIsThere();
  }

  @Test
  void userThatDiesAfterItsDiskDidNotTakeThePayloadIsGivenTheEventAgain() {
    haltWithTwoEventsThatAreHandled();
    user.disk.syncOne();
    user.disk.failOne();
    assertReceiptIsHeldWhileNobodyIsThere();
    user.crash(world.network);
    user.start();
    world.network.connect(world.server, user);
    world.await("the server learns of both", () -> world.learned.size() == 3);
    world.runFor(WHILE);
    assertEquals(4, world.handled(user).size());
    assertEquals(3, world.learned.size());
  }

  /** Four writes wait: batch and payload of one event, batch and payload of the next. */
  private void haltWithTwoEventsThatAreHandled() {
    user.haltDisk(true);
    held = world.add(user, "1");
    world.await("it is handled", () -> world.handled(user).size() == 2);
    world.add(user, "2");
    world.await("both are handled", () -> world.handled(user).size() == 3);
    world.network.disconnect(world.server, user);
    assertEquals(4, user.disk.waiting());
  }

  private void assertReceiptIsHeldWhileNobodyIsThere() {
    user.haltDisk(false);
    world.runFor(World.MINUTE);
    Optional<EventFacts> known = user.topic.core().state().event(held, user.key());
    assertEquals(Optional.empty(), known.flatMap(EventFacts::receipt));
  }

  private void assertReceiptLeavesWhenAMemberIsThere() {
    world.network.connect(world.server, user);
    world.await("the server learns of both", () -> world.learned.size() == 3);
    world.runFor(World.MINUTE);
    assertEquals(3, world.handled(user).size(), "none is run again");
    assertEquals(3, world.learned.size());
    assertTrue(world.learned.stream().allMatch(event -> event.json().isPresent()));
  }

  @Test
  void userThatDiesWhileItsDiskWritesIsGivenTheEventAgain() {
    user.haltDisk(true);
    world.add(user, "1");
    world.runFor(WHILE);
    user.crash(world.network);
    user.haltDisk(false);
    user.start();
    world.network.connect(world.server, user);
    world.await("the server learns of it", () -> world.learned.size() == 2);
    world.runFor(WHILE);
    assertEquals(3, world.handled(user).size());
    assertEquals(2, world.learned.size());
  }

  @Test
  void runIsKnownToOthersOnlyWhenItsBeginningIsOnDisk() {
    world.server.crash(world.network);
    world.server.haltDisk(true);
    world.server.start();
    world.network.connect(world.server, user);
    world.adding(user, "1", EventOptions.defaults());
    world.runFor(WHILE);
    assertEquals(1, world.handled(user).size(), "others would know what the server may forget");
    world.server.haltDisk(false);
    world.await("it is handled", () -> world.handled(user).size() == 2);
  }
}
