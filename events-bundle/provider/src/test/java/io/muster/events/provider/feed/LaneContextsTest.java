package io.muster.events.provider.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.muster.events.EventId;
import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Bytes;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Hash;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Position;
import io.muster.peer.PeerKey;
import org.junit.jupiter.api.Test;

class LaneContextsTest {
  private static final String KEY = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  private static final byte[] FEED = Hash.sha256(new byte[1]).bytes();

  private static Lane lane() {
    Bytes some = Bytes.of(new byte[32]);
    return new Lane(PeerKey.parse(KEY), 0, some, some, 1_000, Bytes.EMPTY);
  }

  private static Position at(long seq) {
    return new Position(FeedId.of(FEED), seq);
  }

  private static Add add(PeerKey recipient, ContextId context, Position origin) {
    Hash hash = Hash.sha256(new byte[2]);
    return new Add(
        recipient,
        EventId.of(new byte[16]),
        1,
        2,
        hash,
        3,
        context,
        hash,
        Bytes.EMPTY,
        4,
        0,
        origin,
        Bytes.EMPTY);
  }

  @Test
  void addSharesRecipientContextAndPlaceWithWhatIsHereAlready() {
    LaneContexts contexts = new LaneContexts();
    Lane lane = lane();
    contexts.add(lane, at(1));
    Position place = at(2);
    Add read = add(PeerKey.parse(KEY), lane.contextId(), at(2));
    Add shared = contexts.shared(read, place);
    assertEquals(read, shared);
    assertSame(lane.recipient(), shared.recipient());
    assertSame(place, shared.origin());
    assertSame(
        contexts.shared(add(PeerKey.parse(KEY), lane.contextId(), at(3)), at(3)).contextId(),
        shared.contextId());
  }

  @Test
  void copyOfAnAddKeepsItsOrigin() {
    LaneContexts contexts = new LaneContexts();
    Lane lane = lane();
    contexts.add(lane, at(1));
    Add copy = add(lane.recipient(), lane.contextId(), at(2));
    assertEquals(at(2), contexts.shared(copy, at(9)).origin());
    assertNotSame(copy, contexts.shared(copy, at(9)));
  }

  @Test
  void addOfAnUnknownContextStaysAsItIs() {
    Add read = add(PeerKey.parse(KEY), lane().contextId(), at(2));
    assertSame(read, new LaneContexts().shared(read, at(2)));
  }
}
