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
 * @param wants how much each wanted peer is wanted: what the wishes say together, but for blocked
 *     ones
 * @param connections how many are open
 * @param dials how many dials were begun so far
 * @param blocked peers that are never connected, and why
 */
public record State(
    Setup setup,
    SortedMap<URI, HubState> hubs,
    SortedMap<PeerKey, PeerState> peers,
    SortedMap<Long, Wish> wishes,
    Map<PeerKey, Peers.Priority> wants,
    int connections,
    long dials,
    SortedMap<PeerKey, String> blocked) {
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
        0,
        Collections.emptySortedMap());
  }

  Limits limits() {
    return setup.limits();
  }

  State setup(Setup now) {
    return new State(now, hubs, peers, wishes, wants, connections, dials, blocked);
  }

  Optional<HubState> hub(URI address) {
    return Optional.ofNullable(hubs.get(address));
  }

  State hub(URI address, HubState now) {
    return new State(
        setup, put(hubs, address, now), peers, wishes, wants, connections, dials, blocked);
  }

  Optional<PeerState> peer(PeerKey key) {
    return Optional.ofNullable(peers.get(key));
  }

  /** With a peer, or without it if {@code now} is null. */
  State peer(PeerKey key, PeerState now) {
    PeerState before = peers.get(key);
    int change = links(now) - links(before);
    return new State(
        setup, hubs, put(peers, key, now), wishes, wants, connections + change, dials, blocked);
  }

  State wish(long id, Wish now) {
    SortedMap<Long, Wish> next = put(wishes, id, now);
    return new State(setup, hubs, peers, next, most(next, blocked), connections, dials, blocked);
  }

  State dialled() {
    return new State(setup, hubs, peers, wishes, wants, connections, dials + 1, blocked);
  }

  /** With a peer blocked, or not blocked any more if {@code reason} is null. */
  State block(PeerKey key, String reason) {
    SortedMap<PeerKey, String> next = put(blocked, key, reason);
    return new State(setup, hubs, peers, wishes, most(wishes, next), connections, dials, next);
  }

  /** Without hubs, peers and wishes. */
  State empty() {
    State none = initial(setup);
    return new State(setup, none.hubs, none.peers, none.wishes, none.wants, 0, dials, blocked);
  }

  /** The back-off of peers that are not connected and failed, to be remembered. */
  public SortedMap<PeerKey, Backoff> backoffs() {
    SortedMap<PeerKey, Backoff> failed = new TreeMap<>();
    peers.forEach(
        (key, peer) -> {
          if (peer.link().isEmpty() && peer.backoff().failures() > 0) {
            failed.put(key, peer.backoff());
          }
        });
    return failed;
  }

  /** With what is remembered of an earlier run. */
  public State remember(Map<PeerKey, String> refused, Map<PeerKey, Backoff> backoffs, long at) {
    TreeMap<PeerKey, PeerState> known = new TreeMap<>(peers);
    backoffs.forEach((key, backoff) -> known.put(key, PeerState.known(at).backoff(backoff)));
    known.keySet().removeAll(refused.keySet());
    known.remove(setup.self());
    SortedMap<PeerKey, PeerState> all = Collections.unmodifiableSortedMap(known);
    SortedMap<PeerKey, String> out = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    return new State(setup, hubs, all, wishes, most(wishes, out), connections, dials, out);
  }

  /** Whether somebody asked for a connection to a peer. */
  public boolean isWanted(PeerKey key) {
    Peers.Priority priority = wants.get(key);
    return priority != null && priority != Peers.Priority.WELCOME;
  }

  /**
   * Whether a peer that nobody wants failed so often that it is tried only now and then. A node
   * that has too few connections tries everybody.
   */
  boolean isFaded(PeerKey key, long at) {
    PeerState peer = peers.get(key);
    return peer != null
        && connections >= limits().water().low()
        && !isWanted(key)
        && peer.backoff().isFaded(limits().pace().fade(), limits().manners().faded(), at);
  }

  /** For how long a peer that failed so many times is left alone. */
  long backoff(PeerKey key, int failures, double jitter) {
    Limits.Pace pace = limits().pace();
    boolean soon = failures == 0 || isWanted(key);
    long base = soon ? pace.backoffBase() : limits().manners().backoffOthers();
    return Backoff.delay(failures, base, pace.backoffMax(), jitter);
  }

  /** Whether nobody here knows a peer. */
  boolean isStranger(PeerKey key) {
    return !wants.containsKey(key);
  }

  /** Dials under way. */
  long dialling() {
    return peers.values().stream().filter(p -> p.dialling() != 0).count();
  }

  private static int links(PeerState peer) {
    return peer != null && peer.link().isPresent() ? 1 : 0;
  }

  private static Map<PeerKey, Peers.Priority> most(
      SortedMap<Long, Wish> wishes, SortedMap<PeerKey, String> blocked) {
    Map<PeerKey, Peers.Priority> most = new HashMap<>();
    for (Wish wish : wishes.values()) {
      for (PeerKey peer : wish.peers()) {
        most.merge(peer, wish.priority(), (a, b) -> a.compareTo(b) >= 0 ? a : b);
      }
    }
    most.keySet().removeAll(blocked.keySet());
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
