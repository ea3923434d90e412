package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.FeedHead;
import io.muster.events.provider.codec.FeedId;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.codec.Settled;
import io.muster.peer.PeerKey;
import java.util.HashSet;
import java.util.Set;

/** Which entries stand in the writer's present feed already, as copies from an earlier try. */
final class Copies {
  private final TopicState state;
  private final FeedId target;
  private final FeedHead through;

  /** One may stand at several places of what is trimmed: one copy of each in one try. */
  private final Set<Entry> statements = new HashSet<>();

  Copies(TopicState state, FeedId target, FeedHead through) {
    this.state = state;
    this.target = target;
    this.through = through;
  }

  boolean has(PeerKey author, Entry entry) {
    if (entry instanceof Add add) {
      EventFacts facts = facts(add.eventId(), add.recipient());
      return facts.outlines().stream()
          .map(Outline::at)
          .anyMatch(at -> isCopy(at) && facts.says(add, at));
    } else if (entry instanceof Consumed consumed) {
      return facts(consumed.eventId(), author).receipts().stream()
          .anyMatch(receipt -> isCopy(receipt.at()) && receipt.entry().equals(consumed));
    } else if (entry instanceof Settled settled) {
      return facts(settled.eventId(), settled.client()).places(settled).stream()
          .anyMatch(this::isCopy);
    } else if (entry instanceof Lane lane) {
      return state.lanePlaces(lane.contextId()).stream().anyMatch(this::isCopy);
    } else if (entry instanceof Admit || entry instanceof Remove || entry instanceof Pause) {
      return !statements.add(entry) || state.statementPlaces(entry).anyMatch(this::isCopy);
    }
    return false;
  }

  private EventFacts facts(io.muster.events.EventId id, PeerKey recipient) {
    EventKey key = new EventKey(id, recipient);
    return state.event(id, recipient).orElseGet(() -> new EventFacts(key));
  }

  private boolean isCopy(Position at) {
    return at.feed().equals(target) && (!target.equals(through.feed()) || at.seq() > through.seq());
  }
}
