package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventId;
import io.muster.events.MemberOptions;
import io.muster.events.provider.Notices.Kind;
import io.muster.events.provider.delivery.RetryRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a topic tells operators of, on virtual time. */
class NoticesTest {
  private final World world = new World(53);
  private final SimNode user = world.user("A");
  private final List<Told> told = new ArrayList<>();

  private record Told(Kind what, String subject, Map<String, Object> facts) {}

  private List<Told> told(Kind what) {
    return told.stream().filter(one -> one.what() == what).toList();
  }

  private void listen(SimNode node) {
    node.topic.tell((what, subject, facts) -> told.add(new Told(what, subject, facts)));
  }

  @Test
  void forkIsToldOfWithKeyAndHeads() {
    SimNode twin = world.server.twin();
    for (SimNode copy : List.of(world.server, twin)) {
      copy.start();
    }
    for (SimNode copy : List.of(world.server, twin)) {
      world.join(copy.server().admit(user.key(), MemberOptions.defaults()).toCompletableFuture());
    }
    user.start();
    listen(user);
    world.join(world.server.server().addEvent(user.key(), "1").toCompletableFuture());
    world.join(twin.server().addEvent(user.key(), "2").toCompletableFuture());
    world.network.connect(world.server, user);
    world.runFor(Duration.ofSeconds(1));
    assertEquals(List.of(), told(Kind.FORK));
    world.network.connect(twin, user);
    world.await("told", () -> !told(Kind.FORK).isEmpty());
    Told fork = told(Kind.FORK).get(0);
    assertEquals(world.server.key().toString(), fork.facts().get("key"));
    assertEquals(fork.subject(), fork.facts().get("feed"));
    String[] heads = fork.facts().get("heads").toString().split(" ");
    assertEquals(2, heads.length);
    assertFalse(heads[0].equals(heads[1]));
    world.runFor(World.MINUTE);
    assertTrue(told(Kind.FORK).size() <= 2, "once for each proof: " + told);
  }

  @Test
  void deadLetterIsToldOfOnceWithItsNameAndWithoutItsContent() {
    user.handle((event, ack) -> ack.retry(Duration.ofMillis(10)));
    RetryRule twice =
        new RetryRule(Duration.ofSeconds(5), 2, Duration.ofMillis(10), Duration.ofSeconds(1));
    world.server.start();
    user.start(twice, true);
    listen(user);
    world.network.connect(world.server, user);
    EventId id = world.add(user, "\"a secret\"");
    world.await("told", () -> !told(Kind.DEAD_LETTER).isEmpty());
    Map<String, Object> expected =
        Map.of("event", id.toString(), "user", user.key().toString(), "attempts", 2);
    assertEquals(expected, told(Kind.DEAD_LETTER).get(0).facts());
    user.topic.deadLetters().replay(id);
    world.runFor(World.MINUTE);
    assertEquals(1, told(Kind.DEAD_LETTER).size(), "a replay that fails is no further letter");
  }

  @Test
  void caughtUpIsToldOnceForEachConnection() {
    world.start(user);
    listen(user);
    world.add(user, "1");
    world.add(user, "2");
    world.runFor(World.MINUTE);
    assertEquals(1, told(Kind.CAUGHT_UP).size());
    assertEquals(world.server.key().toString(), told(Kind.CAUGHT_UP).get(0).subject());
    world.network.dropAll(user);
    world.runFor(Duration.ofSeconds(1));
    world.network.connect(world.server, user);
    world.runFor(World.MINUTE);
    assertEquals(2, told(Kind.CAUGHT_UP).size());
  }
}
