package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.muster.events.ConsumedEvent.Outcome;
import io.muster.events.EventId;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Samples;
import io.muster.events.provider.codec.Settled;
import io.muster.peer.PeerKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is remembered of the past is small, and says what it said as objects. */
class SettledEventsTest {
  /** At 5 000 events a second the memory of one day would else be the whole machine's. */
  private static final int MOST_BYTES = 100;

  private final Samples samples = new Samples(9);
  private final PeerKey server = samples.key();
  private final PeerKey client = samples.key();
  private final FeedId feed = samples.feed();
  private final FeedId clientFeed = samples.feed();
  private final TopicState state = new TopicState(server, server, at -> Optional.empty());

  private Settled settled(EventId id, Position receipt) {
    return new Settled(
        id, client, 77, receipt, Outcome.OK, Settled.Outcome.ACKNOWLEDGED, Bytes.EMPTY);
  }

  private Consumed consumed(EventId id, Outcome outcome) {
    Position at = new Position(feed, 2);
    return new Consumed(server, id, at, Hash.ZERO, outcome, 1, Bytes.EMPTY, Bytes.EMPTY);
  }

  @Test
  void settledEventTakesFewBytes() {
    int events = 50_000;
    for (int i = 0; i < events; i++) {
      EventId id = samples.event();
      Position receipt = new Position(clientFeed, i + 2L);
      Consumed consumed = consumed(id, Outcome.OK);
      state.apply(client, receipt, consumed);
      state.apply(server, new Position(feed, i + 2L), settled(id, receipt));
      assertEquals(i, state.pastCount(), "as long as the receipt is here it has facts of its own");
      state.forget(client, receipt, consumed);
    }
    assertEquals(events, state.pastCount());
    assertEquals(events, state.events().size());
    long each = state.pastBytes() / events;
    assertTrue(each < MOST_BYTES, "bytes for each settled event: " + each);
  }

  @Test
  void rowSaysWhatWasSettled() {
    EventId id = samples.event();
    Position receipt = new Position(clientFeed, 5);
    state.apply(server, new Position(feed, 9), settled(id, receipt));
    assertEquals(1, state.pastCount());
    EventFacts facts = state.event(id, client).orElseThrow();
    assertEquals(Optional.of(settled(id, receipt)), facts.settled());
    assertTrue(facts.isOver());
    assertEquals(Optional.empty(), state.event(id, server), "another recipient's is another event");
    assertEquals(1, state.eventsBeyondWaiting().count());
  }

  @Test
  void betterReceiptThatComesLaterAwaitsSettlingAgain() {
    EventId id = samples.event();
    Settled given =
        new Settled(
            id,
            client,
            77,
            new Position(clientFeed, 5),
            Outcome.values()[1],
            Settled.Outcome.ACKNOWLEDGED,
            Bytes.EMPTY);
    state.apply(server, new Position(feed, 9), given);
    state.apply(client, new Position(clientFeed, 6), consumed(id, Outcome.OK));
    assertEquals(0, state.pastCount());
    assertEquals(1, state.unsettled(client).size());
  }

  @Test
  void copyTakesThePlaceOfTheTrimmedOne() {
    EventId id = samples.event();
    Position before = new Position(feed, 9);
    Position copy = new Position(feed, 500);
    state.apply(server, before, settled(id, Position.NONE));
    state.apply(server, copy, settled(id, Position.NONE));
    state.forget(server, before, settled(id, Position.NONE));
    assertEquals(1, state.pastCount());
    assertTrue(state.event(id, client).orElseThrow().isOver());
    state.forget(server, copy, settled(id, Position.NONE));
    assertEquals(Optional.empty(), state.event(id, client));
    assertEquals(0, state.pastCount());
    assertEquals(0, state.events().size());
  }
}
