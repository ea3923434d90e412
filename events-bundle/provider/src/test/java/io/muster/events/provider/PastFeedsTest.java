package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.MemberOptions;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.Feeds;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What comes before an event is waited for as long as it comes, and then a little while. */
class PastFeedsTest {
  private final World world = new World(5);
  private final SimNode user = world.user("user");

  private static Feeds feeds(SimNode node) {
    return node.topic.core().feeds();
  }

  private static void admit(SimNode server, SimNode user) {
    server.server().admit(user.key(), MemberOptions.defaults());
  }

  /** Gives a feed of a machine that is not connected. */
  private void give(SimNode from, FeedId id, SimNode to) {
    FeedInfo feed = feeds(from).feed(id).orElseThrow();
    for (long seq = 1; seq <= feed.end().seq(); seq++) {
      var batch = feeds(from).batchContaining(id, seq).orElseThrow();
      world.join(feeds(to).ingest(feed.key(), feed.run(), batch).toCompletableFuture());
    }
  }

  @Test
  void copyOfTheServerThatWritesOnInAnEarlierFeedHoldsNothingUp() {
    world.start(user);
    world.admit(user);
    world.runFor(Duration.ofSeconds(5));
    SimNode copy = new SimNode(world.simulation, "copy", Optional.empty(), world.server.identity);
    copy.store = StoreCopy.of(world.server.store);
    for (int run = 0; run < 2; run++) {
      copy.start();
      admit(copy, user);
      world.runFor(Duration.ofSeconds(5));
      if (run == 0) {
        copy.crash(world.network);
      }
    }
    FeedId newest = copy.topic.core().writer().feedId();
    give(copy, newest, user);
    Position place = new Position(newest, feeds(copy).feed(newest).orElseThrow().end().seq());
    PastFeeds past = new PastFeeds(user.topic.core());
    assertFalse(past.isHere(place), "the feed in between is not here");
    for (int i = 0; i < 3; i++) {
      world.runFor(Duration.ofSeconds(9));
      assertFalse(past.isHere(place));
      admit(world.server, user);
    }
    world.runFor(Duration.ofSeconds(9));
    assertTrue(past.isHere(place), "nobody has it");
  }
}
