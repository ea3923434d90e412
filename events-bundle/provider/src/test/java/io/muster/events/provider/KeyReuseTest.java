package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.EventOptions;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Batch;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.feed.FeedInfo;
import io.muster.events.provider.feed.Feeds;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * No key seals two texts, over restarts, and when one memory image is resumed twice and draws the
 * same random numbers for different events. Nonces are always zero, so the key says it all.
 */
class KeyReuseTest {
  private static final int RESULT_HEAD = 1 + 32 + 16 + 16;

  private final World world = new World(23);
  private final SimNode twin = world.server.twin();
  private final SimNode alice = world.user("alice");
  private final SimNode bob = world.user("bob");
  private final Map<Object, Object> sealed = new HashMap<>();
  private final Map<String, Integer> seen = new HashMap<>();

  /** Notes what was sealed under what a key follows from. */
  private void note(String what, Object key, Object text) {
    Object before = sealed.putIfAbsent(List.of(what, key), text);
    if (before == null) {
      seen.merge(what, 1, Integer::sum);
    } else {
      assertEquals(before, text, what + ": one key, two texts");
    }
  }

  private void look(SimNode node) {
    Feeds feeds = node.topic.core().feeds();
    for (FeedInfo feed : feeds.all()) {
      for (long seq = 1; seq <= feed.end().seq(); ) {
        Batch batch = feeds.batchContaining(feed.id(), seq).orElseThrow();
        batch.entries().forEach(this::look);
        seq = batch.header().lastSeq() + 1;
      }
    }
  }

  private void look(Entry entry) {
    if (entry instanceof Add add) {
      note("body", add.commitment(), add.bodyHash());
      List<Object> place =
          List.of(
              add.contextId(),
              add.origin().feed(),
              add.eventId(),
              add.recipient(),
              add.laneSeq(),
              add.bodyHash());
      note("wrap", place, add.wrap());
    } else if (entry instanceof Lane lane) {
      note("ephemeral key", lane.encapsulated(), lane.selfSealed()); // copies are the same
    } else if (entry instanceof Consumed receipt && !receipt.result().isEmpty()) {
      byte[] result = receipt.result().toArray();
      Bytes head = Bytes.of(Arrays.copyOf(result, RESULT_HEAD));
      note("result", List.of(head, receipt.eventId()), receipt.result());
    }
  }

  private void addToBoth(SimNode user, int number) {
    EventOptions options = EventOptions.defaults().withDedupeKey("order " + number / 2);
    CompletableFuture<?> here =
        world
            .server
            .server()
            .addEvent(user.key(), "{\"here\":" + number + "}")
            .toCompletableFuture();
    CompletableFuture<?> there =
        twin.server().addEvent(user.key(), "{\"there\":" + number + "}").toCompletableFuture();
    CompletableFuture<?> keyed =
        world
            .server
            .server()
            .addEvent(user.key(), "{\"order\":" + number / 2 + "}", options)
            .toCompletableFuture();
    world.join(here);
    world.join(there);
    world.join(keyed);
  }

  @Test
  void everyKeySealsOneTextWhateverIsResumedOrRestarted() {
    world.server.start();
    twin.start();
    for (int round = 0; round < 3; round++) {
      alice.start();
      bob.start();
      world.network.connect(world.server, alice);
      world.network.connect(world.server, bob);
      world.network.connect(twin, bob);
      for (int i = 0; i < 8; i++) {
        addToBoth(i % 2 == 0 ? alice : bob, 10 * round + i);
      }
      world.runFor(World.MINUTE);
      List.of(world.server, twin, alice, bob).forEach(this::look);
      for (SimNode node : List.of(alice, bob, world.server, twin)) {
        node.crash(world.network);
      }
      world.server.start();
      twin.start();
    }
    assertEquals(
        new TreeSet<>(List.of("body", "ephemeral key", "result", "wrap")),
        new TreeSet<>(seen.keySet()));
    assertTrue(seen.get("body") >= 60 && seen.get("result") >= 20, seen::toString);
  }

  @Test
  void reuseIsNoticed() {
    note("body", 1, "text");
    note("body", 1, "text");
    AssertionError found = null;
    try {
      note("body", 1, "other");
    } catch (AssertionError e) {
      found = e;
    }
    assertNotEquals(null, found);
  }
}
