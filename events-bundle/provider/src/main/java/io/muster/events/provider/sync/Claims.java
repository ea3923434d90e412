package io.muster.events.provider.sync;

import io.muster.events.provider.codec.FeedId;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which feeds are being fetched from whom. A feed is fetched from one peer at a time, but what
 * holds the own lane from two, unless the server itself gives it: one of them may hold it back.
 */
final class Claims {
  private final PeerKey server;
  private final PeerKey self;
  private final Map<FeedId, Set<PeerKey>> asked = new HashMap<>();

  Claims(PeerKey server, PeerKey self) {
    this.server = server;
    this.self = self;
  }

  /** Notes that a feed is fetched from a peer; false if it must not, because others are asked. */
  boolean claim(FeedId feed, PeerKey writer, PeerKey peer) {
    Set<PeerKey> peers = asked.computeIfAbsent(feed, f -> new HashSet<>(4));
    boolean two =
        writer.equals(server)
            && !self.equals(server)
            && !peer.equals(server)
            && !peers.contains(server);
    return peers.size() < (two ? 2 : 1) && peers.add(peer);
  }

  void release(FeedId feed, PeerKey peer) {
    asked.computeIfPresent(
        feed, (f, peers) -> peers.remove(peer) && peers.isEmpty() ? null : peers);
  }

  boolean isClaimed(FeedId feed) {
    return asked.containsKey(feed);
  }

  boolean isEmpty() {
    return asked.isEmpty();
  }
}
