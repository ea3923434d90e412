package io.muster.hub.provider.machine;

import io.muster.peer.PeerAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All ways to one peer, and the hubs at which it was seen; immutable.
 *
 * @param list the routes, in the order in which they came, at most {@link #MAX}
 * @param seen the hubs at which the peer is announced, and until when
 */
public record Routes(List<Route> list, SortedMap<URI, Long> seen) {
  /** Routes kept for one peer. */
  static final int MAX = 16;

  static final Routes NONE = new Routes(List.of(), Collections.emptySortedMap());

  /** The peer announced these addresses, and no others, at a hub. */
  Routes announced(URI hub, Collection<PeerAddress> addresses, long until) {
    List<Route> next = new ArrayList<>();
    Set<PeerAddress> missing = new java.util.LinkedHashSet<>(addresses);
    for (Route route : list) {
      Set<URI> hubs = new HashSet<>(route.hubs());
      if (missing.remove(route.address())) {
        hubs.add(hub);
      } else {
        hubs.remove(hub);
      }
      next.add(route.hubs(hubs));
    }
    missing.forEach(address -> next.add(new Route(address, "hub", false, Set.of(hub), 0)));
    return new Routes(cut(next), withSeen(hub, until));
  }

  /** The peer is no longer announced at a hub. */
  Routes left(URI hub) {
    TreeMap<URI, Long> less = new TreeMap<>(seen);
    less.remove(hub);
    List<Route> next = new ArrayList<>();
    for (Route route : list) {
      Set<URI> hubs = new HashSet<>(route.hubs());
      hubs.remove(hub);
      next.add(route.hubs(hubs));
    }
    return new Routes(cut(next), Collections.unmodifiableSortedMap(less));
  }

  /** Nobody who is seen fades before. */
  Routes seenUntil(long time) {
    TreeMap<URI, Long> later = new TreeMap<>();
    seen.forEach((hub, until) -> later.put(hub, Math.max(until, time)));
    return new Routes(list, Collections.unmodifiableSortedMap(later));
  }

  /** The bench has an address, or has it no more. */
  Routes staged(PeerAddress address, String type, boolean staged) {
    List<Route> next = new ArrayList<>();
    boolean found = false;
    for (Route route : list) {
      boolean same = route.address().equals(address);
      found |= same;
      next.add(same ? route.staged(staged) : route);
    }
    if (!found && staged) {
      next.add(new Route(address, type, true, Set.of(), 0));
    }
    return new Routes(cut(next), seen);
  }

  /** The bench has exactly these of our addresses. */
  Routes bench(Set<PeerAddress> addresses) {
    return new Routes(cut(map(r -> r.staged(addresses.contains(r.address())))), seen);
  }

  Routes failed(PeerAddress address) {
    return new Routes(
        map(r -> r.address().equals(address) ? r.failures(r.failures() + 1) : r), seen);
  }

  Routes succeeded(PeerAddress address) {
    return new Routes(map(r -> r.address().equals(address) ? r.failures(0) : r), seen);
  }

  /** The best of the routes that can be dialled: fewest failures, then the oldest. */
  Optional<PeerAddress> best(Setup setup) {
    Route best = null;
    for (Route route : list) {
      boolean usable = route.staged() || !setup.bench();
      if (usable
          && (best == null || route.failures() < best.failures())
          && setup.schemes().contains(route.address().scheme())) {
        best = route;
      }
    }
    return best == null ? Optional.empty() : Optional.of(best.address());
  }

  /** Whether a way can be dialled that has failed less often than this one. */
  boolean hasBetterThan(PeerAddress address, Setup setup) {
    return best(setup).filter(b -> failures(b) < failures(address)).isPresent();
  }

  private int failures(PeerAddress address) {
    return list.stream()
        .filter(r -> r.address().equals(address))
        .mapToInt(Route::failures)
        .findFirst()
        .orElse(0);
  }

  /** Addresses that a hub told and that no hub tells after a change. */
  List<PeerAddress> forgotten(Routes after) {
    return list.stream()
        .filter(r -> !r.hubs().isEmpty() && after.hubsOf(r.address()).isEmpty())
        .map(Route::address)
        .toList();
  }

  /** Addresses that some hub tells. */
  List<PeerAddress> told() {
    return list.stream().filter(r -> !r.hubs().isEmpty()).map(Route::address).toList();
  }

  public boolean isEmpty() {
    return list.isEmpty() && seen.isEmpty();
  }

  private Set<URI> hubsOf(PeerAddress address) {
    return list.stream()
        .filter(r -> r.address().equals(address))
        .findFirst()
        .map(Route::hubs)
        .orElse(Set.of());
  }

  private List<Route> map(UnaryOperator<Route> change) {
    return list.stream().map(change).toList();
  }

  private SortedMap<URI, Long> withSeen(URI hub, long until) {
    TreeMap<URI, Long> more = new TreeMap<>(seen);
    more.put(hub, until);
    return Collections.unmodifiableSortedMap(more);
  }

  private static List<Route> cut(List<Route> routes) {
    return routes.stream().filter(r -> !r.isGone()).limit(MAX).toList();
  }
}
