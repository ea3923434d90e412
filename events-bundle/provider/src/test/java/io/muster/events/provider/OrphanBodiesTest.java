package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.provider.codec.Hash;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Bodies that a crash left without an entry go, and never one that may be needed. */
class OrphanBodiesTest {
  private static final byte[] ORPHAN = {1, 2, 3};
  private static final byte[] HASH = Hash.sha256(ORPHAN).bytes();

  private final World world = new World(17);
  private final SimNode b = world.user("B");

  private void startWithOrphan() {
    world.start();
    world.add(b, "\"waits\""); // its body is needed and stays
    world.server.store.putBlob(HASH, ByteBuffer.wrap(ORPHAN));
  }

  @Test
  void orphanIsDroppedByTheSecondPassAndWhatIsNeededStays() {
    startWithOrphan();
    world.runFor(Duration.ofMinutes(90));
    assertTrue(world.server.store.hasBlob(HASH), "dropped by the first pass");
    world.runFor(Duration.ofMinutes(60));
    assertFalse(world.server.store.hasBlob(HASH), "an orphan stays");
    assertTrue(world.server.store.blobs() == 1, "a body that is needed was dropped");
    b.start();
    world.network.connect(world.server, b);
    world.await("B has it", () -> world.handled(b).size() == 1);
  }

  @Test
  void orphanOfAClientIsDroppedTooThoughItNotesWhatItHasRun() {
    world.start();
    b.start();
    world.add(b, "\"runs\"");
    world.network.connect(world.server, b);
    world.await("B has run it", () -> world.handled(b).size() == 1);
    b.store.putBlob(HASH, ByteBuffer.wrap(ORPHAN));
    world.runFor(Duration.ofMinutes(150));
    assertTrue(b.store.logs().stream().anyMatch(name -> name.endsWith("/ran")), "no note is here");
    assertFalse(b.store.hasBlob(HASH), "an orphan stays");
  }

  @Test
  void nothingIsDroppedWhileTheStoreKeepsAnotherTopicToo() {
    startWithOrphan();
    world.server.store.log("t/another-topic/f/feed").append(ByteBuffer.wrap(ORPHAN));
    world.runFor(Duration.ofHours(5));
    assertTrue(world.server.store.hasBlob(HASH), "the body of another topic was dropped");
  }

  @Test
  void nothingIsDroppedFromAStoreThatDoesNotKnowItsDamages() {
    world.server.store = new RottenStore();
    startWithOrphan();
    world.runFor(Duration.ofHours(5));
    assertTrue(world.server.store.hasBlob(HASH), "a body was dropped that a lost entry may name");
  }
}
