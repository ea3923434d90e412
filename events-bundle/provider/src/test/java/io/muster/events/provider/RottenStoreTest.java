package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a disk has lost in the middle of feeds is fetched again from members. */
class RottenStoreTest {
  private final World world = new World(31);
  private final SimNode b = world.user("B");
  private final SimNode c = world.user("C");
  private final RottenStore rotten = new RottenStore();

  private void addOneByOne(int count) {
    for (int i = 0; i < count; i++) {
      world.add(b, Integer.toString(i));
      world.runFor(Duration.ofSeconds(1));
    }
  }

  private String logOf(SimNode author) {
    return rotten.logs().stream()
        .filter(name -> name.contains("/f/"))
        .filter(
            name ->
                c.topic.core().feeds().all().stream()
                    .anyMatch(
                        feed -> feed.key().equals(author.key()) && name.endsWith(feed.id().text())))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void damagedBatchIsFetchedAgainFromAMemberAndAllBehindItCounts() {
    c.store = rotten;
    world.start(c);
    world.admit(c);
    addOneByOne(12);
    world.await("C has all", () -> isEven(c));
    String log = logOf(world.server);
    assertTrue(rotten.log(log).next() > 9, "few batches: " + rotten.log(log).next());
    byte[] body = rotten.blobHashes(new byte[32], 1).get(0);
    c.crash(world.network);
    rotten.rot(log, 5);
    rotten.dropBlob(body);
    c.start();
    assertNotEquals(world.server.topic.core().feeds().vector(), c.topic.core().feeds().vector());
    world.network.connect(world.server, c);
    world.await("C has all again", () -> isEven(c));
    world.await("and the body", () -> rotten.hasBlob(body));
    assertEquals(
        List.of(), c.topic.core().state().bodies().all().stream().filter(this::lacks).toList());
  }

  private boolean lacks(io.muster.events.provider.codec.Hash body) {
    return !rotten.hasBlob(body.bytes());
  }

  private boolean isEven(SimNode node) {
    return world.server.topic.core().feeds().vector().equals(node.topic.core().feeds().vector());
  }

  /** The damaged node alone has the rest of the feed: it need not be opened again for it. */
  @Test
  void whatFollowsADamagedBatchAndNobodyElseHasIsServedWhenTheBatchIsBack() {
    c.store = rotten;
    world.start(c, b);
    world.admit(c);
    addOneByOne(4);
    world.await("B has handled", () -> world.handled(b).size() == 4);
    b.crash(world.network);
    addOneByOne(4);
    world.await("C has all", () -> isEven(c));
    String log = logOf(world.server);
    world.server.crash(world.network);
    c.crash(world.network);
    rotten.rot(log, 3);
    b.start();
    c.start();
    world.network.connect(b, c);
    world.await("B has the rest from C", () -> world.handled(b).size() == 8);
  }
}
