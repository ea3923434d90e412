package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.provider.feed.FeedInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Feeds stay few and short while events flow, on all nodes, whoever is away or comes later. */
class TrimStoryTest {
  private final World world = new World(71);
  private final SimNode ann = world.user("ann");
  private final SimNode bob = world.user("bob");

  private static List<FeedInfo> untrimmed(SimNode at, SimNode by) {
    return at.topic.core().feeds().all().stream()
        .filter(feed -> feed.key().equals(by.key()) && !feed.isTrimmedToTheEnd())
        .toList();
  }

  private static long entries(SimNode at, SimNode by) {
    return at.topic.core().feeds().all().stream()
        .filter(feed -> feed.key().equals(by.key()))
        .mapToLong(FeedInfo::entries)
        .sum();
  }

  private void flow(SimNode user, int events) {
    List<EventId> ids = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      ids.add(world.add(user, "{\"n\":" + i + "}"));
    }
    world.await("all is over", () -> ids.stream().allMatch(id -> world.isOver(id, user.key())));
  }

  @Test
  void receiptsThatWereSettledAreTrimmedOnAllNodes() {
    world.start(ann, bob);
    flow(ann, 600);
    world.runFor(Duration.ofSeconds(30));
    assertEquals(600, world.handled(ann).size());
    assertTrue(entries(ann, ann) < 300, "at the owner: " + entries(ann, ann));
    assertTrue(entries(world.server, ann) < 300, "at the server: " + entries(world.server, ann));
    assertEquals(entries(ann, ann), entries(world.server, ann));
  }

  @Test
  void whoComesLaterFetchesWhatIsLeftAndHasTheSameState() {
    world.start(ann);
    flow(ann, 600);
    world.runFor(Duration.ofSeconds(30));
    world.add(bob, "{\"for\":\"bob\"}");
    bob.start();
    world.network.connect(world.server, bob);
    world.await("bob is served", () -> world.handled(bob).size() == 1);
    world.runFor(Duration.ofMinutes(2));
    assertEquals(world.server.topic.core().state().digest(), bob.topic.core().state().digest());
    assertEquals(entries(world.server, ann), entries(bob, ann));
    assertTrue(entries(bob, ann) < 300, "trimmed: " + entries(bob, ann));
  }

  @Test
  void afterManyRestartsThereAreFewFeeds() {
    world.start(ann);
    for (int run = 0; run < 40; run++) {
      flow(ann, 1);
      ann.crash(world.network);
      world.server.crash(world.network);
      world.start(ann);
    }
    flow(ann, 1);
    world.runFor(Duration.ofMinutes(5));
    for (SimNode at : List.of(world.server, ann)) {
      for (SimNode by : List.of(world.server, ann)) {
        int feeds = untrimmed(at, by).size();
        assertTrue(feeds <= 17, at.name + " has " + feeds + " feeds of " + by.name);
      }
    }
    assertEquals(41, world.handled(ann).size());
    assertFalse(world.learned.isEmpty());
  }
}
