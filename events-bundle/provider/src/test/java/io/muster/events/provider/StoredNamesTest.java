package io.muster.events.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.muster.events.EventId;
import io.muster.events.EventOptions;
import io.muster.events.memory.MemoryStore;
import io.muster.events.provider.codec.FieldWriter;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.WireTable;
import io.muster.events.provider.delivery.Attempts;
import io.muster.events.provider.delivery.RetryRule;
import io.muster.events.spi.EventStore;
import io.muster.peer.PeerKey;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What nodes store, by name and form, is what WIRE.md says. */
class StoredNamesTest {
  private static final RetryRule TWO_TRIES =
      new RetryRule(Duration.ofSeconds(30), 2, Duration.ofSeconds(1), Duration.ofMinutes(10));

  /** They come with forks, and with a TRIM that stands in the feed it trims. */
  private static final Set<String> OTHERS =
      Set.of("t/<topic>/x/<feed>", "t/<topic>/p/<feed>", "t/<topic>/forks");

  private final World world = new World(41);
  private final SimNode user = world.user("user");
  private final Set<String> names = new TreeSet<>();

  /** A store that notes the names of what is written. */
  private EventStore noting() {
    EventStore real = MemoryStore.inline();
    return (EventStore)
        Proxy.newProxyInstance(
            EventStore.class.getClassLoader(),
            new Class<?>[] {EventStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("putCell")) {
                names.add((String) arguments[0]);
              }
              names.addAll(real.logs());
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void whatIsStoredHasANameInTheTable() throws IOException {
    world.server.store = noting();
    user.store = noting();
    user.start(TWO_TRIES, true);
    world.start();
    world.network.connect(world.server, user);
    List<CompletableFuture<EventId>> adding = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      adding.add(world.adding(user, Integer.toString(i), EventOptions.defaults()));
    }
    adding.forEach(world::join);
    world.await("all were run", () -> world.handled(user).size() == 200);
    user.handlers.events().leave(1);
    user.handlers.events().join(2, 0, (event, ack) -> ack.retry(Duration.ofSeconds(1)));
    world.add(user, "\"dies\"");
    world.runFor(World.MINUTE);
    world.network.disconnect(world.server, user);
    world.runFor(Duration.ofHours(7));
    assertNames();
  }

  private void assertNames() throws IOException {
    Hash topic = world.server.topic.core().feeds().topicId();
    Set<String> expected = new TreeSet<>(WireTable.names());
    expected.removeAll(OTHERS);
    Set<String> found = new TreeSet<>();
    for (String name : names) {
      found.add(
          name.replace(topic.toString(), "<topic id>")
              .replaceFirst("^t/[A-Za-z0-9_-]{22}/", "t/<topic>/")
              .replaceFirst("/[A-Za-z0-9_-]{43}$", "/<feed>"));
    }
    found.removeAll(OTHERS);
    assertEquals(expected, found);
  }

  @Test
  void cellOfAttemptsIsAsItsTableSays() throws IOException {
    world.start(user);
    EventId event = new Samples(34).event();
    new AttemptsCell(user.topic.core()).put(new Attempts(event, 3, 77));
    Hash topic = user.topic.core().feeds().topicId();
    WireTable.check(
        "Cell of attempts",
        user.store.cell("t/" + topic + "/attempts").orElseThrow(),
        event.bytes(),
        new FieldWriter().u32(3).toArray(),
        new FieldWriter().time(77).toArray());
  }

  @Test
  void cellOfAbsencesIsAsItsTableSays() throws IOException {
    Samples samples = new Samples(35);
    Map<PeerKey, Long> away = new LinkedHashMap<>();
    away.put(samples.key(), 5L);
    away.put(samples.key(), 7L);
    FieldWriter items = new FieldWriter();
    away.forEach((member, ms) -> items.key(member).time(ms));
    WireTable.check("Cell of absences", new AbsenceCell(away).encode(), items.toArray());
    assertEquals(1638, AbsenceCell.MAX_MEMBERS);
  }
}
