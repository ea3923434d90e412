package io.muster.world;

import io.muster.hub.provider.machine.Action;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Staging in a few lines: what is shown, and what is aside because its peer is connected. */
final class SimBench {
  private final Consumer<Action> machine;
  private final LongSupplier millis;
  private final Map<PeerAddress, PeerKey> shown = new LinkedHashMap<>();
  private final Map<PeerKey, Set<PeerAddress>> aside = new LinkedHashMap<>();
  private final Set<PeerKey> playing = new HashSet<>();
  private boolean here;

  SimBench(Consumer<Action> machine, LongSupplier millis) {
    this.machine = machine;
    this.millis = millis;
  }

  boolean isHere() {
    return here;
  }

  void comes() {
    here = true;
    machine.accept(new HostAction.BenchCame(Map.copyOf(shown), millis.getAsLong()));
    Set.copyOf(playing).forEach(this::takeOff);
  }

  /** Another comes later: with what was there, or with nothing. */
  void goes(boolean forgets) {
    here = false;
    aside.forEach((peer, addresses) -> addresses.forEach(a -> shown.put(a, peer)));
    aside.clear();
    if (forgets) {
      shown.clear();
    }
    machine.accept(new HostAction.BenchWent(millis.getAsLong()));
  }

  void stage(PeerKey peer, PeerAddress address) {
    if (!here) {
      return;
    }
    if (aside.containsKey(peer)) {
      aside.get(peer).add(address);
    } else if (shown.put(address, peer) == null) {
      machine.accept(new PeerAction.PeerDidStage(peer, address, millis.getAsLong()));
    }
  }

  void unstage(PeerAddress address) {
    if (here) {
      aside.values().forEach(set -> set.remove(address));
      PeerKey peer = shown.remove(address);
      if (peer != null) {
        machine.accept(new PeerAction.PeerDidUnstage(peer, address, millis.getAsLong()));
      }
    }
  }

  void unstageAll(PeerKey peer) {
    Set<PeerAddress> all = new LinkedHashSet<>(aside.getOrDefault(peer, Set.of()));
    shown.forEach((address, key) -> all.addAll(key.equals(peer) ? Set.of(address) : Set.of()));
    all.forEach(this::unstage);
  }

  void takeOff(PeerKey peer) {
    playing.add(peer);
    if (here && !aside.containsKey(peer)) {
      Set<PeerAddress> taken = new LinkedHashSet<>();
      shown.forEach((address, key) -> taken.addAll(key.equals(peer) ? Set.of(address) : Set.of()));
      shown.keySet().removeAll(taken);
      aside.put(peer, taken);
    }
  }

  void putBack(PeerKey peer) {
    playing.remove(peer);
    Set<PeerAddress> back = aside.remove(peer);
    if (here && back != null) {
      back.forEach(address -> shown.put(address, peer));
      machine.accept(new PeerAction.BenchShows(peer, Set.copyOf(back), millis.getAsLong()));
    }
  }
}
