package io.muster.hub.provider.machine;

import io.muster.hub.Peers;
import io.muster.peer.PeerKey;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
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
 * @param wants how much each wanted peer is wanted: what the wishes say together
 * @param connections how many are open
 * @param dials how many dials were begun so far
 */
public record State(
    Setup setup,
    SortedMap<URI, HubState> hubs,
    SortedMap<PeerKey, PeerState> peers,
    SortedMap<Long, Wish> wishes,
    Map<PeerKey, Peers.Priority> wants,
    int connections,
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
        Map.of(),
        0,
        0);
  }

  Limits limits() {
    return setup.limits();
  }

  State setup(Setup now) {
    return new State(now, hubs, peers, wishes, wants, connections, dials);
  }

  Optional<HubState> hub(URI address) {
    return Optional.ofNullable(hubs.get(address));
  }

  State hub(URI address, HubState now) {
    return new State(setup, put(hubs, address, now), peers, wishes, wants, connections, dials);
  }

  Optional<PeerState> peer(PeerKey key) {
    return Optional.ofNullable(peers.get(key));
  }

  /** With a peer, or without it if {@code now} is null. */
  State peer(PeerKey key, PeerState now) {
    PeerState before = peers.get(key);
    int change = links(now) - links(before);
    return new State(setup, hubs, put(peers, key, now), wishes, wants, connections + change, dials);
  }

  State wish(long id, Wish now) {
    SortedMap<Long, Wish> next = put(wishes, id, now);
    return new State(setup, hubs, peers, next, most(next), connections, dials);
  }

  State dialled() {
    return new State(setup, hubs, peers, wishes, wants, connections, dials + 1);
  }

  /** How much a peer is wanted, if it is. */
  public Optional<Peers.Priority> wanted(PeerKey key) {
    return Optional.ofNullable(wants.get(key));
  }

  private static int links(PeerState peer) {
    return peer != null && peer.link().isPresent() ? 1 : 0;
  }

  private static Map<PeerKey, Peers.Priority> most(SortedMap<Long, Wish> wishes) {
    Map<PeerKey, Peers.Priority> most = new HashMap<>();
    for (Wish wish : wishes.values()) {
      for (PeerKey peer : wish.peers()) {
        most.merge(peer, wish.priority(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    return Collections.unmodifiableMap(most);
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
