package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.RunId;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.Settled;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A waiting event is a row of numbers, and says what it said as objects. */
class WaitingEventsTest {
  private static final long DAY = 24 * 3_600_000L;

  /** Aim of a backlog: 256 MiB for 1 000 000 events, of which the store's index takes a part. */
  private static final int MOST_BYTES = 160;

  private final Samples samples = new Samples(7);
  private final PeerKey server = samples.key();
  private final List<PeerKey> clients = Stream.generate(samples::key).limit(3).toList();
  private final Map<Position, Add> stored = new HashMap<>();
  private int reads;

  private Optional<Add> read(Position at) {
    reads++;
    return Optional.ofNullable(stored.get(at));
  }

  private TopicState inRows() {
    return new TopicState(server, server, this::read);
  }

  private Genesis genesis(PeerKey key, long ordinal) {
    RunId run = RunId.ofFirst(samples.bytes(16));
    return new Genesis(key, run, samples.hash(), 1, ordinal, List.of(), Bytes.EMPTY);
  }

  private static Add add(PeerKey to, EventId id, Position origin, long laneSeq, Hash body) {
    return new Add(
        to,
        id,
        laneSeq,
        laneSeq + 5,
        body,
        1088,
        new ContextId(to.bytes()[0], 2),
        Hash.sha256(body.bytes()),
        Bytes.of(body.bytes()),
        DAY + laneSeq,
        0,
        origin,
        Bytes.EMPTY);
  }

  @Test
  void waitingEventTakesFewBytes() {
    int events = 50_000;
    List<PeerKey> users = Stream.generate(samples::key).limit(100).toList();
    FeedId feed = samples.feed();
    TopicState state = inRows();
    state.apply(server, new Position(feed, 1), genesis(server, 1));
    state.bodies().opening(true);
    for (int i = 0; i < events; i++) {
      Position at = new Position(feed, i + 2L);
      PeerKey to = users.get(i % users.size());
      state.apply(server, at, add(to, samples.event(), at, 1 + i / users.size(), samples.hash()));
    }
    assertEquals(events, state.liveCount());
    assertEquals(events, state.waitingCount());
    assertEquals(0, state.eventsBeyondWaiting().count(), "no object is kept");
    assertEquals(List.of(), state.bodies().takeChanged());
    long each = state.waitingBytes() / events;
    assertTrue(each < MOST_BYTES, "bytes for each waiting event: " + each);
    assertEquals(0, reads);
  }

  @Test
  void eventIsReadOnlyWhenItsTextIsNeeded() {
    FeedId feed = samples.feed();
    TopicState state = inRows();
    state.apply(server, new Position(feed, 1), genesis(server, 1));
    Position at = new Position(feed, 2);
    Add add = add(clients.get(0), samples.event(), at, 1, samples.hash());
    stored.put(at, add);
    state.apply(server, at, add);
    EventFacts facts = state.event(add.eventId(), clients.get(0)).orElseThrow();
    assertTrue(facts.isLive());
    assertEquals(add.bodyHash(), facts.outlines().get(0).body());
    assertEquals(add.createdAt(), facts.createdAt());
    assertTrue(state.bodies().isNeeded(add.bodyHash(), 1));
    assertEquals(0, reads);
    assertEquals(List.of(new Variant(add, at)), facts.variants());
    assertEquals(1, reads);
  }

  @Test
  void eventWhoseEntryWasDamagedStillWaitsAndCanBeSettled() {
    FeedId feed = samples.feed();
    TopicState state = inRows();
    state.apply(server, new Position(feed, 1), genesis(server, 1));
    Position at = new Position(feed, 2);
    Add add = add(clients.get(0), samples.event(), at, 1, samples.hash());
    state.apply(server, at, add);
    EventFacts facts = state.event(add.eventId(), clients.get(0)).orElseThrow();
    assertEquals(List.of(), facts.variants());
    assertTrue(facts.isLive());
    Settled settled =
        new Settled(
            add.eventId(),
            clients.get(0),
            5,
            Position.NONE,
            Outcome.OK,
            Settled.Outcome.CANCELLED,
            Bytes.EMPTY);
    state.apply(server, new Position(feed, 3), settled);
    assertEquals(0, state.liveCount());
    assertTrue(state.event(add.eventId(), clients.get(0)).orElseThrow().isOver());
  }

  /** Whatever is said, on branches too, and whatever is forgotten: both say the same. */
  @Property(tries = 400)
  void rowsSayWhatObjectsSay(@ForAll long seed) {
    Random random = new Random(seed);
    stored.clear();
    TopicState rows = inRows();
    TopicState objects = new TopicState(server, server);
    List<FeedId> feeds = Stream.generate(samples::feed).limit(3).toList();
    FeedId clientFeed = samples.feed();
    List<EventId> ids = Stream.generate(samples::event).limit(5).toList();
    List<Runnable> forgettable = new ArrayList<>();
    Set<FeedId> begun = new HashSet<>();
    for (int i = 2; i < 60; i++) {
      FeedId feed = feeds.get(random.nextInt(3));
      PeerKey to = clients.get(random.nextInt(3));
      EventId id = ids.get(random.nextInt(5));
      Position at = new Position(feed, i);
      switch (random.nextInt(9)) {
        case 0 -> {
          Genesis genesis = genesis(server, random.nextInt(3));
          if (begun.add(feed) || random.nextInt(4) == 0) {
            both(rows, objects, server, new Position(feed, 1), genesis);
          }
        }
        case 1, 2, 3 -> {
          Add add =
              add(
                  to,
                  id,
                  random.nextBoolean() ? at : new Position(feeds.get(0), 2),
                  i,
                  body(id, random));
          boolean branch = random.nextInt(8) == 0;
          if (branch) {
            stored.put(at, add(to, id, at, i + 1, samples.hash()));
          } else {
            stored.put(at, add);
          }
          rows.apply(server, at, add, branch);
          objects.apply(server, at, add);
          forgettable.add(() -> forgetBoth(rows, objects, server, at, add));
        }
        case 4 -> {
          Position place = new Position(clientFeed, i);
          Consumed consumed =
              new Consumed(
                  server,
                  id,
                  at,
                  Hash.ZERO,
                  Outcome.values()[random.nextInt(5)],
                  1,
                  Bytes.EMPTY,
                  Bytes.EMPTY);
          both(rows, objects, to, place, consumed);
          forgettable.add(() -> forgetBoth(rows, objects, to, place, consumed));
        }
        case 5 -> {
          Settled settled =
              new Settled(
                  id,
                  to,
                  5,
                  Position.NONE,
                  Outcome.values()[random.nextInt(5)],
                  Settled.Outcome.values()[random.nextInt(4)],
                  Bytes.EMPTY);
          both(rows, objects, server, at, settled);
          forgettable.add(() -> forgetBoth(rows, objects, server, at, settled));
        }
        default -> {
          if (!forgettable.isEmpty()) {
            forgettable.remove(random.nextInt(forgettable.size())).run();
          }
        }
      }
      assertSame(rows, objects);
    }
  }

  private Hash body(EventId id, Random random) {
    return Hash.sha256(id.bytes(), new byte[] {(byte) (random.nextInt(5) / 4)});
  }

  private void both(TopicState a, TopicState b, PeerKey by, Position at, Entry entry) {
    a.apply(by, at, entry);
    b.apply(by, at, entry);
  }

  private void forgetBoth(TopicState a, TopicState b, PeerKey by, Position at, Entry entry) {
    a.forget(by, at, entry);
    b.forget(by, at, entry);
  }

  private void assertSame(TopicState rows, TopicState objects) {
    assertEquals(objects.liveCount(), rows.liveCount());
    assertEquals(objects.liveBytes(), rows.liveBytes());
    assertEquals(objects.recipients(), rows.recipients());
    assertEquals(objects.events().size(), rows.events().size());
    assertEquals(objects.namedContexts(), rows.namedContexts());
    assertEquals(needed(objects), needed(rows));
    List<Hash> changed = objects.bodies().takeChanged();
    assertTrue(rows.bodies().takeChanged().containsAll(changed), "nothing is overlooked");
    for (PeerKey client : clients) {
      assertEquals(places(objects, client), places(rows, client));
      assertEquals(objects.liveCount(client), rows.liveCount(client));
      assertEquals(objects.liveBytes(client), rows.liveBytes(client));
      assertEquals(objects.laneEnd(client), rows.laneEnd(client));
      for (OrderKey place : places(objects, client)) {
        assertEquals(after(objects, client, place), after(rows, client, place));
      }
      assertEquals(
          objects.unsettled(client).stream().map(EventFacts::key).toList(),
          rows.unsettled(client).stream().map(EventFacts::key).toList());
    }
    assertEquals(objects.digest(), rows.digest());
  }

  private static Optional<EventKey> after(TopicState state, PeerKey client, OrderKey place) {
    return state.laneAfter(client, place).map(EventFacts::key);
  }

  private static List<OrderKey> places(TopicState state, PeerKey client) {
    return state.lane(client).stream().map(facts -> facts.place().orElseThrow()).toList();
  }

  private static Set<Hash> needed(TopicState state) {
    return state.bodies().all().stream()
        .filter(body -> state.bodies().isNeeded(body, 1))
        .collect(Collectors.toSet());
  }
}
