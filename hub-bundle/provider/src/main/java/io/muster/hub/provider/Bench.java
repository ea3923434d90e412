package io.muster.hub.provider;

import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.RemovalReason;
import io.muster.staging.Staging;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingGuard;
import io.muster.staging.StagingListener;
import io.muster.staging.StagingRefusedException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The bench: what hubs tell is put on it, and what is on it may be dialled. Copes with its absence:
 * then what hubs tell is dialled directly.
 */
final class Bench implements StagingListener, StagingGuard {
  private final LongSupplier millis;
  private final Consumer<PeerAddress> hints;
  private final Consumer<String> refusals;
  private volatile Machine machine;
  private volatile Staging staging;

  // On the machine's thread only:
  private final Set<PeerKey> playing = new HashSet<>();
  private final Map<PeerKey, Aside> aside = new HashMap<>();

  /** A handle is good for the bench that gave it. */
  private record Aside(Staging bench, Staging.Connected handle) {}

  /** {@code hints} is given every address: it may name a hub; {@code refusals} what was refused. */
  Bench(LongSupplier millis, Consumer<PeerAddress> hints, Consumer<String> refusals) {
    this.millis = millis;
    this.hints = hints;
    this.refusals = refusals;
  }

  void machine(Machine now) {
    machine = now;
  }

  /** The service has come; the first snapshot tells the machine. */
  void set(Staging now) {
    staging = now;
    machine.then(() -> List.copyOf(playing).forEach(this::takeOff));
  }

  void unset(Staging gone) {
    if (staging == gone) {
      staging = null;
      machine.dispatch(new HostAction.BenchWent(millis.getAsLong()));
    }
  }

  @Override
  public void snapshot(long revision, List<StagingEntry> entries) {
    Map<PeerAddress, PeerKey> keyed = new LinkedHashMap<>();
    entries.forEach(e -> e.address().key().ifPresent(key -> keyed.put(e.address(), key)));
    Map<PeerAddress, String> types = new HashMap<>();
    entries.forEach(e -> types.put(e.address(), type(e)));
    entries.forEach(e -> hints.accept(e.address()));
    machine.dispatch(new HostAction.BenchCame(keyed, types, millis.getAsLong()));
  }

  private static String type(StagingEntry entry) {
    return entry.data().get("type") instanceof String type ? type : "";
  }

  @Override
  public void changed(StagingChange change) {
    PeerAddress address = change.entry().address();
    PeerKey key = address.key().orElse(null);
    if (change.kind() == StagingChange.Kind.STAGED) {
      hints.accept(address);
    }
    if (key == null) {
      return; // nobody can say who answers there
    }
    long at = millis.getAsLong();
    if (change.reason().filter(RemovalReason.CONNECTED::equals).isPresent()) {
      return; // it is aside until the link is lost, and not forgotten
    }
    switch (change.kind()) {
      case STAGED ->
          machine.dispatch(new PeerAction.PeerDidStage(key, address, type(change.entry()), at));
      case UNSTAGED -> machine.dispatch(new PeerAction.PeerDidUnstage(key, address, at));
      case UPDATED -> {}
    }
  }

  void stage(Effect.Stage effect) {
    String hub = effect.hub().toString();
    stage(effect.address(), Map.of("type", "hub", "hub", hub, "source", hub));
  }

  /** Puts an address on the bench; says whether there is one. */
  boolean stage(PeerAddress address, Map<String, ?> data) {
    Staging bench = staging;
    if (bench == null) {
      return false;
    }
    try {
      bench.stage(address, data);
      return true;
    } catch (StagingRefusedException e) {
      refusals.accept(e.getMessage());
      return true; // a guard does not want it: then it is not dialled
    } catch (IllegalStateException e) {
      return false; // it closes at this moment: the next bench is given everything anew
    }
  }

  /** Keeps off the bench who is blocked. */
  @Override
  public Optional<String> refusal(StagingEntry entry) {
    Map<PeerKey, String> blocked = machine.state().blocked();
    return entry.address().key().map(blocked::get).map(why -> "blocked: " + why);
  }

  /** A peer is connected. */
  void takeOff(PeerKey peer) {
    playing.add(peer);
    Staging bench = staging;
    if (bench != null && (!aside.containsKey(peer) || aside.get(peer).bench() != bench)) {
      try {
        aside.put(peer, new Aside(bench, bench.connected(peer)));
      } catch (IllegalStateException e) {
        // it closes at this moment: the peers of the moment are taken off the next bench
      }
    }
  }

  /** A link was lost: tells the machine what is on the bench again. */
  void putBack(PeerKey peer) {
    playing.remove(peer);
    Aside last = aside.remove(peer);
    Staging bench = staging;
    if (last == null || last.bench() != bench) {
      return;
    }
    try {
      last.handle().close();
      Set<PeerAddress> shown = new LinkedHashSet<>();
      bench.byKey(peer).forEach(entry -> shown.add(entry.address()));
      machine.dispatch(new PeerAction.BenchShows(peer, shown, millis.getAsLong()));
    } catch (IllegalStateException e) {
      // it closes at this moment: the next bench has the addresses
    }
  }

  void reached(Effect.Reached effect) {
    Staging bench = staging;
    if (bench != null) {
      try {
        bench.reached(effect.address(), effect.reached());
      } catch (IllegalStateException e) {
        // it closes at this moment: the next bench learns it from the next dial
      }
    }
  }

  /** A peer is not to be found on the bench any more. */
  void unstageAll(PeerKey peer) {
    Staging bench = staging;
    if (bench != null) {
      try {
        bench.unstageAll(peer);
      } catch (IllegalStateException e) {
        // it closes at this moment: the next bench tells what it has
      }
    }
  }

  void unstage(Effect.Unstage effect) {
    Staging bench = staging;
    if (bench != null) {
      try {
        bench.unstage(effect.address());
      } catch (IllegalStateException e) {
        // it closes at this moment: nothing to take off
      }
    }
  }
}
