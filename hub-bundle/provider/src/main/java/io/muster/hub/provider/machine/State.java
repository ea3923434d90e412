package io.muster.hub.provider.machine;

import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that decisions depend on; immutable. Times are milliseconds of a clock that never goes
 * back.
 *
 * @param setup what surrounds the machine
 * @param hubs by canonical address
 * @param peers by key
 * @param wishes by number
 * @param dials how many dials were begun so far
 */
public record State(
    Setup setup,
    SortedMap<URI, HubState> hubs,
    SortedMap<PeerKey, PeerState> peers,
    SortedMap<Long, Wish> wishes,
    long dials) {
  /** Peers remembered at most. */
  static final int MAX_PEERS = 10_000;

  /** A node that knows nobody. */
  public static State initial(Setup setup) {
    return new State(
        setup,
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        Collections.emptySortedMap(),
        0);
  }

  Limits limits() {
    return setup.limits();
  }

  State setup(Setup now) {
    return new State(now, hubs, peers, wishes, dials);
  }

  Optional<HubState> hub(URI address) {
    return Optional.ofNullable(hubs.get(address));
  }

  State hub(URI address, HubState now) {
    return new State(setup, put(hubs, address, now), peers, wishes, dials);
  }

  Optional<PeerState> peer(PeerKey key) {
    return Optional.ofNullable(peers.get(key));
  }

  /** With a peer, or without it if {@code now} is null. */
  State peer(PeerKey key, PeerState now) {
    return new State(setup, hubs, put(peers, key, now), wishes, dials);
  }

  State wish(long id, Wish now) {
    return new State(setup, hubs, peers, put(wishes, id, now), dials);
  }

  State dialled() {
    return new State(setup, hubs, peers, wishes, dials + 1);
  }

  /** How much a peer is wanted, if it is. */
  public Optional<Peers.Priority> wanted(PeerKey key) {
    Peers.Priority most = null;
    for (Wish wish : wishes.values()) {
      if (wish.peers().contains(key) && (most == null || wish.priority().compareTo(most) > 0)) {
        most = wish.priority();
      }
    }
    return Optional.ofNullable(most);
  }

  /** Open connections. */
  public long connections() {
    return peers.values().stream().filter(p -> p.link().isPresent()).count();
  }

  private static <K extends Comparable<? super K>, V> SortedMap<K, V> put(
      SortedMap<K, V> map, K key, V value) {
    TreeMap<K, V> copy = new TreeMap<>(map);
    if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return Collections.unmodifiableSortedMap(copy);
  }
}
