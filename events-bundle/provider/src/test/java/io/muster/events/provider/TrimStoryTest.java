package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.EventsException;
import io.muster.events.MemberOptions;
import io.muster.events.provider.codec.Quotas;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.TrimRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
    List<CompletableFuture<EventId>> adding = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      adding.add(world.adding(user, "{\"n\":" + i + "}", EventOptions.defaults()));
    }
    List<EventId> ids = adding.stream().map(world::join).toList();
    world.await("all is over", () -> ids.stream().allMatch(id -> world.isOver(id, user.key())));
  }

  @Test
  void receiptsThatWereSettledAreTrimmedOnAllNodes() {
    world.start(ann, bob);
    flow(ann, 200);
    world.runFor(Duration.ofSeconds(30));
    assertEquals(200, world.handled(ann).size());
    assertTrue(entries(ann, ann) < 60, "at the owner: " + entries(ann, ann));
    assertTrue(entries(world.server, ann) < 60, "at the server: " + entries(world.server, ann));
    assertEquals(entries(ann, ann), entries(world.server, ann));
  }

  @Test
  void whoComesLaterFetchesWhatIsLeftAndHasTheSameState() {
    world.start(ann);
    flow(ann, 200);
    world.runFor(Duration.ofSeconds(30));
    world.add(bob, "{\"for\":\"bob\"}");
    bob.start();
    world.network.connect(world.server, bob);
    world.await("bob is served", () -> world.handled(bob).size() == 1);
    world.runFor(Duration.ofMinutes(2));
    assertEquals(world.server.topic.core().state().digest(), bob.topic.core().state().digest());
    assertEquals(entries(world.server, ann), entries(bob, ann));
    assertTrue(entries(bob, ann) < 60, "trimmed: " + entries(bob, ann));
  }

  @Test
  void clientThatConsumesForEverIsNotStoppedByItsQuota() {
    world.start(ann, bob);
    MemberOptions few = MemberOptions.defaults().withQuota(65_536, 256);
    world.join(world.server.server().admit(ann.key(), few).toCompletableFuture());
    for (int i = 0; i < 12; i++) {
      flow(ann, 220);
    }
    assertEquals(2_640, world.handled(ann).size());
    assertTrue(entries(bob, ann) <= 256, "at a replica: " + entries(bob, ann));
    assertEquals(2_640, world.learned.size());
  }

  @Test
  void serversFeedsKeepNothingOlderThanTheDedupeMemory() {
    Quotas quotas = shortLived();
    world.server.limits = new TopicLimits(quotas, 1 << 20, TrimRules.DEFAULT);
    world.start(ann);
    flow(ann, 400);
    world.runFor(Duration.ofHours(50));
    flow(ann, 1);
    world.runFor(Duration.ofHours(7));
    assertEquals(quotas, ann.topic.core().state().roster().topicQuotas());
    for (SimNode at : List.of(world.server, ann)) {
      long left = entries(at, world.server);
      assertTrue(left < 300, at.name + " has " + left + " of 2000");
      assertTrue(at.topic.core().state().events().size() < 300, "the fold forgets, too");
    }
  }

  private static Quotas shortLived() {
    Quotas d = Quotas.OF_A_TOPIC;
    return new Quotas(
        d.bytes(), d.entries(), d.bodyBytes(), d.body(), d.feeds(), 200, d.laneBytes(), 3_600_000);
  }

  /** 28 minutes away are long; ann herself does not trim. */
  private void annNeverTrims() {
    TrimRules soon = new TrimRules(16, 600, 50, Duration.ofMinutes(1), Duration.ofMinutes(1));
    TrimRules never = new TrimRules(16, 1 << 30, 50, Duration.ofMinutes(1), Duration.ofMinutes(1));
    world.server.limits = new TopicLimits(Quotas.OF_A_TOPIC, 1 << 20, soon);
    ann.limits = new TopicLimits(Quotas.OF_A_TOPIC, 1 << 20, never);
  }

  @Test
  void serverTrimsTheFeedOfAClientThatDoesNotReturnAsFarAsItIsSettled() {
    annNeverTrims();
    world.start(ann, bob);
    world.admit(bob);
    flow(ann, 200);
    ann.crash(world.network);
    world.runFor(Duration.ofMinutes(20));
    assertTrue(entries(world.server, ann) > 200, "not before it is away for long");
    world.runFor(Duration.ofMinutes(20));
    assertTrue(entries(world.server, ann) < 20, "at the server: " + entries(world.server, ann));
    assertEquals(entries(world.server, ann), entries(bob, ann), "at a replica");
    ann.start();
    world.network.connect(world.server, ann);
    flow(ann, 5);
    world.runFor(Duration.ofMinutes(5));
    assertEquals(205, world.handled(ann).size(), "nothing is run again");
    assertEquals(205, world.learned.size());
    assertEquals(entries(world.server, ann), entries(ann, ann), "its owner has trimmed it, too");
    for (SimNode node : List.of(ann, bob)) {
      assertEquals(world.server.topic.core().state().digest(), node.topic.core().state().digest());
    }
  }

  @Test
  void absenceIsCountedOverRestartsOfTheServerButNotWhileItIsDown() {
    annNeverTrims();
    world.start(ann);
    flow(ann, 200);
    ann.crash(world.network);
    for (int run = 0; run < 2; run++) {
      world.runFor(Duration.ofMinutes(12));
      world.server.crash(world.network);
      world.runFor(Duration.ofHours(1));
      world.server.start();
    }
    assertTrue(entries(world.server, ann) > 200, "at most 24 minutes are counted");
    world.runFor(Duration.ofMinutes(12));
    assertTrue(entries(world.server, ann) < 20, "at the server: " + entries(world.server, ann));
  }

  @Test
  void whoWasConnectedIsCountedAnewWhateverWasBeforeTheRestart() {
    annNeverTrims();
    world.start(ann);
    flow(ann, 200);
    for (int run = 0; run < 4; run++) {
      world.network.disconnect(world.server, ann);
      world.runFor(Duration.ofMinutes(12));
      world.server.crash(world.network);
      world.server.start();
      world.network.connect(world.server, ann);
      world.runFor(Duration.ofMinutes(2));
    }
    assertTrue(entries(world.server, ann) > 200, "never away for 28 minutes");
  }

  @Test
  void serverLeavesWhatIsNotSettledOfAClientThatDoesNotReturn() {
    annNeverTrims();
    world.server.learn((client, event, ack) -> ack.retry(Duration.ofHours(1)));
    world.start(ann, bob);
    for (int i = 0; i < 100; i++) {
      world.add(ann, "1");
    }
    world.await("all is consumed", () -> world.handled(ann).size() == 100);
    world.runFor(Duration.ofSeconds(10));
    ann.crash(world.network);
    long before = entries(world.server, ann);
    world.runFor(Duration.ofMinutes(40));
    assertEquals(before, entries(world.server, ann));
  }

  @Test
  void fullLaneAndFullTopicRefuseWithoutTouchingOthers() {
    Quotas d = Quotas.OF_A_TOPIC;
    Quotas quotas =
        new Quotas(d.bytes(), 1_000, 45_000, d.body(), d.feeds(), 100, d.laneBytes(), d.maxAge());
    world.server.limits = new TopicLimits(quotas, 1 << 20, TrimRules.DEFAULT);
    world.start();
    for (int i = 0; i < 100; i++) {
      world.add(ann, "1");
    }
    assertEquals(EventsException.Reason.QUOTA, refusal(ann));
    for (int i = 0; i < 20; i++) {
      world.add(bob, "1");
    }
    for (int i = 0; i < 60; i++) {
      world.adding(bob, "1", EventOptions.defaults());
    }
    assertEquals(EventsException.Reason.QUOTA, refusal(bob));
    ann.start();
    world.network.connect(world.server, ann);
    world.await("ann is served", () -> world.learned.size() == 100);
    world.add(ann, "1");
    world.add(bob, "1");
  }

  private EventsException.Reason refusal(SimNode user) {
    CompletableFuture<EventId> refused = world.adding(user, "1", EventOptions.defaults());
    CompletionException failure =
        assertThrows(CompletionException.class, () -> world.join(refused));
    return ((EventsException) failure.getCause()).reason();
  }

  @Test
  void afterManyRestartsThereAreFewFeeds() {
    world.start(ann);
    for (int run = 0; run < 22; run++) {
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
    assertEquals(23, world.handled(ann).size());
    assertFalse(world.learned.isEmpty());
  }
}
