package io.muster.events.provider;

import io.muster.events.provider.feed.EventKey;
import io.muster.events.provider.feed.TopicState;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;

/** How much each lane holds: live events, which the fold counts, and those on their way to it. */
final class LaneLoad {
  private final TopicState state;
  private final Map<EventKey, Integer> underWay = new HashMap<>();
  private final Map<PeerKey, Load> lanes = new HashMap<>();
  private long all;

  private static final class Load {
    int events;
    long bytes;
  }

  LaneLoad(TopicState state) {
    this.state = state;
  }

  /** Counts an event that begins to be written. */
  void begun(EventKey key, int bytes) {
    if (underWay.putIfAbsent(key, bytes) == null) {
      Load load = lanes.computeIfAbsent(key.recipient(), r -> new Load());
      load.events++;
      load.bytes += bytes;
      all += bytes;
    }
  }

  /** The fold counts an event now, or it was not written after all. */
  void ended(EventKey key) {
    Integer bytes = underWay.remove(key);
    if (bytes != null) {
      Load load = lanes.get(key.recipient());
      load.events--;
      load.bytes -= bytes;
      all -= bytes;
      if (load.events == 0) {
        lanes.remove(key.recipient());
      }
    }
  }

  int events(PeerKey recipient) {
    Load load = lanes.get(recipient);
    return state.liveCount(recipient) + (load == null ? 0 : load.events);
  }

  /** Returns how many bytes all lanes hold. */
  long bytes() {
    return state.liveBytes() + all;
  }

  long bytes(PeerKey recipient) {
    Load load = lanes.get(recipient);
    return state.liveBytes(recipient) + (load == null ? 0 : load.bytes);
  }
}
