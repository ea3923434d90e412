package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventState;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a replica has no room for counts nowhere as stored there. */
class ReplicaBudgetTest {
  /** One small payload is padded to 320 bytes, and sealed. */
  private static final long ROOM_FOR_ONE = 600;

  private final World world = new World(21);
  private final SimNode replica = world.user("replica").withSlowDisk();
  private final SimNode away = world.user("away");
  private final SimNode seen = world.user("seen");

  @BeforeEach
  void startWithUsersThatAreAway() {
    replica.limits = withRoomFor(ROOM_FOR_ONE);
    world.start(replica);
    for (SimNode user : new SimNode[] {replica, away, seen}) {
      world.admit(user);
    }
    seen.start();
    world.network.connect(seen, replica);
    world.runFor(World.MINUTE);
    seen.crash(world.network);
  }

  private static TopicLimits withRoomFor(long bytes) {
    TopicLimits limits = TopicLimits.DEFAULT;
    return new TopicLimits(limits.quotas(), bytes, limits.trimming());
  }

  private int replicas(EventId id) {
    return world.state(id).map(EventState::replicas).orElseThrow();
  }

  @Test
  void payloadThatGoesForAnotherIsCountedNoMore() {
    EventId first = world.add(away, "1", EventOptions.defaults().withReplicas(1));
    assertEquals(1, replicas(first));
    EventId second = world.add(seen, "2", EventOptions.defaults().withReplicas(1));
    world.runFor(World.MINUTE);
    assertEquals(1, replicas(second));
    assertEquals(0, replicas(first));
    assertEquals(1, replica.disk.open().blobs());
  }

  @Test
  void payloadThatFindsNoRoomIsNeverCounted() {
    EventId first = world.add(away, "1", EventOptions.defaults().withReplicas(1));
    CompletableFuture<EventId> second =
        world.adding(away, "2", EventOptions.defaults().withReplicas(1));
    world.runFor(World.MINUTE);
    assertThrows(CompletionException.class, second::join);
    assertEquals(1, replicas(first));
  }

  @Test
  void payloadThatWentWhileTheServerWasNotConnectedIsCountedNoMore() {
    EventId first = world.add(away, "1", EventOptions.defaults().withReplicas(1));
    replica.crash(world.network);
    replica.limits = withRoomFor(0);
    replica.start();
    world.runFor(World.MINUTE);
    assertEquals(1, replicas(first), "nothing else is known");
    world.network.connect(world.server, replica);
    world.await("the server knows", () -> replicas(first) == 0);
  }

  @Test
  void whatIsStillThereIsCountedAgainAfterEachConnection() {
    EventId first = world.add(away, "1", EventOptions.defaults().withReplicas(1));
    for (int i = 0; i < 3; i++) {
      world.network.disconnect(world.server, replica);
      world.network.connect(world.server, replica);
      world.runFor(World.MINUTE);
      assertEquals(1, replicas(first));
    }
    replica.crash(world.network);
    replica.loseDisk();
    replica.start();
    world.network.connect(world.server, replica);
    world.await("it has nothing any more", () -> replicas(first) == 0);
    world.await("it has it again", () -> replicas(first) == 1);
    assertTrue(replica.disk.open().blobs() > 0);
  }
}
