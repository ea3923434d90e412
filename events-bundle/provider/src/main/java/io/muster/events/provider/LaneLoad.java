package io.muster.events.provider;

import io.muster.events.provider.codec.Add;
import io.muster.events.provider.feed.EventFacts;
import io.muster.events.provider.feed.EventKey;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.Map;

/** How much each lane holds: live events and those on their way to the disk. */
final class LaneLoad {
  private final Map<EventKey, Integer> counted = new HashMap<>();
  private final Map<PeerKey, Load> lanes = new HashMap<>();
  private long all;

  private static final class Load {
    int events;
    long bytes;
  }

  /** Counts an event that begins to be written. */
  void begun(EventKey key, int bytes) {
    if (counted.putIfAbsent(key, bytes) == null) {
      Load load = lanes.computeIfAbsent(key.recipient(), r -> new Load());
      load.events++;
      load.bytes += bytes;
      all += bytes;
    }
  }

  /** Counts an event that was not written after all, or is consumed or settled, no longer. */
  void ended(EventKey key) {
    Integer bytes = counted.remove(key);
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

  /** Counts what a store held at opening, or what has become of an event since. */
  void review(EventFacts facts) {
    if (facts.isLive()) {
      Add add = facts.variants().get(0).add();
      begun(facts.key(), add.bodyLength());
    } else {
      ended(facts.key());
    }
  }

  int events(PeerKey recipient) {
    Load load = lanes.get(recipient);
    return load == null ? 0 : load.events;
  }

  /** Returns how many bytes all lanes hold. */
  long bytes() {
    return all;
  }

  long bytes(PeerKey recipient) {
    Load load = lanes.get(recipient);
    return load == null ? 0 : load.bytes;
  }
}
