package io.muster.events.provider.feed;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.codec.Admit;
import io.muster.events.provider.codec.Consumed;
import io.muster.events.provider.codec.ContextId;
import io.muster.events.provider.codec.Entry;
import io.muster.events.provider.codec.Genesis;
import io.muster.events.provider.codec.Lane;
import io.muster.events.provider.codec.Pause;
import io.muster.events.provider.codec.Position;
import io.muster.events.provider.codec.Remove;
import io.muster.events.provider.codec.Settled;
import io.muster.events.provider.codec.Trim;
import io.muster.peer.PeerKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries are still needed: a function of the fold and of the time alone. What is not known
 * to be dead is alive. GENESIS is kept in its place and never copied.
 */
public final class Liveness {
  /** How much longer than the longest life of an event its SETTLED is remembered. */
  public static final Duration MEMORY_MARGIN = Duration.ofHours(48);

  private final TopicState state;
  private final long time;
  private final long maxAge;
  private Set<ContextId> named;

  /**
   * Looks at a fold.
   *
   * @param now by the own clock, in ms; a clock that is ahead of all events does not count
   */
  public Liveness(TopicState state, long now) {
    this.state = state;
    this.time = Math.min(now, state.newest().createdAt());
    this.maxAge = state.roster().topicQuotas().maxAge();
  }

  /** Says whether an entry has to be copied before its feed is trimmed. */
  public boolean isLive(PeerKey author, Position at, Entry entry) {
    if (entry instanceof Genesis) {
      return false;
    } else if (entry instanceof Consumed consumed) {
      return isLive(author, consumed);
    } else if (entry instanceof Trim trim) {
      return state.trims().isNewest(trim.through().feed(), at);
    } else if (entry instanceof Admit admit) {
      return state.roster().isNewest(admit.member(), admit);
    } else if (entry instanceof Remove remove) {
      return state.roster().isNewest(remove.member(), remove);
    } else if (entry instanceof Pause pause) {
      return state.isNewest(pause);
    }
    return isLiveOfAnEvent(entry);
  }

  private boolean isLiveOfAnEvent(Entry entry) {
    if (entry instanceof Add add) {
      return facts(new EventKey(add.eventId(), add.recipient()))
          .filter(EventFacts::isOver)
          .isEmpty();
    } else if (entry instanceof Settled settled) {
      return isLive(settled);
    } else if (entry instanceof Lane lane) {
      return time <= lane.notAfter() + maxAge || named().contains(lane.contextId());
    }
    return true;
  }

  private Optional<EventFacts> facts(EventKey key) {
    return state.event(key.id(), key.recipient());
  }

  private boolean isLive(PeerKey author, Consumed consumed) {
    return consumed.server().equals(state.server())
        && facts(new EventKey(consumed.eventId(), author)).filter(EventFacts::isOver).isEmpty();
  }

  private boolean isLive(Settled settled) {
    boolean isYoung = time <= settled.createdAt() + maxAge + MEMORY_MARGIN.toMillis();
    return isYoung
        || facts(new EventKey(settled.eventId(), settled.client()))
            .filter(EventFacts::isStored)
            .isPresent();
  }

  /** The contexts that events name which are not over. */
  private Set<ContextId> named() {
    if (named == null) {
      named = state.namedContexts();
    }
    return named;
  }
}
