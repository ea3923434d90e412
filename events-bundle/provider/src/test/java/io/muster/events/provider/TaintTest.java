package io.muster.events.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent;
import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.memory.MemoryStore;
import io.muster.events.provider.crypto.Content;
import io.muster.identity.LocalIdentity;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Secrets of events and keys: on no disk, their own included, in no frame, no line of a log and no
 * text form of an object.
 */
class TaintTest {
  private static final String PAYLOAD = "Wacholder-Sauerbraten";
  private static final String TYPE = "Brombeer-Bestellung";
  private static final String DEDUPE = "Rechnung-4711-0815";
  private static final String RESULT = "Zwetschgen-Roester";
  private static final String REASON = "Kuemmel-Unvertraeglichkeit";

  private final World world = new World(11);
  private final Taint taint = new Taint();
  private final SimNode alice = user("alice");
  private final SimNode bob = user("bob");
  private final SimNode carol = world.user("carol");

  private SimNode user(String name) {
    return new SimNode(world.simulation, name, Optional.of(world.server));
  }

  private static Map<String, byte[]> keys(LocalIdentity identity) throws IllegalAccessException {
    Map<String, byte[]> all = new TreeMap<>();
    for (Field field : LocalIdentity.class.getDeclaredFields()) {
      if (field.getType() == byte[].class
          && !Modifier.isStatic(field.getModifiers())
          && !field.getName().equals("keyBytes")) { // the public one
        field.setAccessible(true);
        all.put(field.getName(), (byte[]) field.get(identity));
      }
    }
    return all;
  }

  private void watch() throws IllegalAccessException {
    taint.secret("payload", PAYLOAD);
    taint.secret("type", TYPE);
    taint.secret("dedupe key", DEDUPE);
    taint.secret("result", RESULT);
    taint.secret("reason", REASON);
    world.network.tap = frame -> taint.see("frame", frame);
    for (SimNode node : new SimNode[] {world.server, alice, bob, carol}) {
      keys(node.identity).forEach((name, key) -> taint.secret(name + " of " + node.name, key));
      node.store = taint.watched("disk of " + node.name, MemoryStore.inline());
      node.log = taint.log("log of " + node.name);
    }
  }

  private void texts(SimNode... nodes) throws IllegalAccessException {
    for (SimNode node : nodes) {
      taint.texts("text", node);
    }
    taint.texts("text", world);
  }

  private EventOptions options(int number) {
    return EventOptions.defaults().withType(TYPE).withDedupeKey(DEDUPE + number);
  }

  @Test
  void secretsAppearNowhereWhateverBecomesOfTheEvent() throws IllegalAccessException {
    watch();
    world.network.latency = Duration.ofMillis(20);
    world.start(alice, bob, carol);
    world.network.connect(alice, carol);
    alice.handle(
        (event, ack) -> {
          taint.see("event", event.toString());
          ack.consumed("\"" + RESULT + "\"");
        });
    bob.handle((event, ack) -> ack.reject(REASON));
    for (SimNode user : new SimNode[] {alice, bob}) {
      var adding = world.adding(user, "{\"dish\":\"" + PAYLOAD + "\"}", options(1));
      texts(world.server);
      EventId id = world.join(adding);
      texts(world.server, alice, bob, carol);
      world.await("it is settled", () -> world.isOver(id, user.key()));
      world.await("the server learned it", () -> world.state(id).orElseThrow().settled());
    }
    texts(world.server, alice, bob, carol);
    for (ConsumedEvent learned : world.learned) {
      assertTrue(learned.json().orElseThrow().contains(PAYLOAD));
      assertTrue(
          learned.result().filter(r -> r.contains(RESULT) || r.contains(REASON)).isPresent());
    }
    assertEquals(2, world.learned.size());
    assertEquals(4, keys(alice.identity).size());
    assertTrue(taint.bytes() > 10_000 && taint.objects() > 1_000, "it has looked at too little");
    assertEquals(Set.of(), taint.leaks);
  }

  @Test
  void failuresSayNothingSecret() throws IllegalAccessException {
    watch();
    world.consume(alice);
    world.start(alice);
    EventId id = world.add(alice, "{\"dish\":\"" + PAYLOAD + "\"}", options(1));
    world.await("handled", () -> world.isOver(id, alice.key()));
    var conflict = world.adding(alice, "{\"dish\":\"other " + PAYLOAD + "\"}", options(1));
    var malformed = world.adding(alice, "{\"dish\":\"" + PAYLOAD, options(2));
    world.runFor(World.MINUTE);
    conflict.whenComplete((done, failure) -> taint.see("failure", String.valueOf(failure)));
    malformed.whenComplete((done, failure) -> taint.see("failure", String.valueOf(failure)));
    assertTrue(conflict.isCompletedExceptionally(), "another text under one key");
    assertTrue(malformed.isCompletedExceptionally(), "no JSON");
    assertEquals(Set.of(), taint.leaks);
  }

  @Test
  void plantedLeaksAreFound() throws IllegalAccessException {
    watch();
    world.start(alice);
    world.consume(alice);
    assertEquals(Set.of(), taint.leaks);
    world.server.store.log("x").append(ByteBuffer.wrap(("a" + PAYLOAD).getBytes(UTF_8)));
    alice.log.info("{}", new IllegalStateException(TYPE));
    alice.log.warn("It failed", new RuntimeException("outer", new RuntimeException(RESULT)));
    world.network.tap.accept(Base64.getEncoder().encode((PAYLOAD + "!").getBytes(UTF_8)));
    taint.texts("text", new Object[] {new Talkative(DEDUPE)});
    taint.see("dump", keys(alice.identity).get("seed"));
    assertEquals(
        Set.of(
            "disk of server append: payload",
            "dump: seed of alice",
            "frame: payload as base64+0",
            "log of alice info: type",
            "log of alice warn: result",
            "text " + Talkative.class.getName() + ": dedupe key"),
        taint.leaks);
    assertFalse(new Content(TYPE, PAYLOAD).toString().contains(PAYLOAD));
  }

  private record Talkative(String secret) {}
}
