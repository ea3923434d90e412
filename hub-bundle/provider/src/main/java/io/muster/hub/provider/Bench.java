package io.muster.hub.provider;

import io.muster.hub.provider.machine.Effect;
import io.muster.hub.provider.machine.HostAction;
import io.muster.hub.provider.machine.Machine;
import io.muster.hub.provider.machine.PeerAction;
import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import io.muster.staging.Staging;
import io.muster.staging.StagingChange;
import io.muster.staging.StagingEntry;
import io.muster.staging.StagingListener;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The bench: what hubs tell is put on it, and what is on it may be dialled. Copes with its absence:
 * then what hubs tell is dialled directly.
 */
final class Bench implements StagingListener {
  private final LongSupplier millis;
  private final Consumer<PeerAddress> hints;
  private volatile Machine machine;
  private volatile Staging staging;

  /** {@code hints} is given every address: it may name a hub. */
  Bench(LongSupplier millis, Consumer<PeerAddress> hints) {
    this.millis = millis;
    this.hints = hints;
  }

  void machine(Machine now) {
    machine = now;
  }

  /** The service has come; the first snapshot tells the machine. */
  void set(Staging now) {
    staging = now;
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
    entries.forEach(e -> hints.accept(e.address()));
    machine.dispatch(new HostAction.BenchCame(keyed, millis.getAsLong()));
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
    switch (change.kind()) {
      case STAGED -> machine.dispatch(new PeerAction.PeerDidStage(key, address, at));
      case UNSTAGED -> machine.dispatch(new PeerAction.PeerDidUnstage(key, address, at));
      case UPDATED -> {}
    }
  }

  void stage(Effect.Stage effect) {
    Staging bench = staging;
    if (bench != null) {
      try {
        bench.stage(effect.address(), Map.of("type", "hub", "hub", effect.hub().toString()));
      } catch (IllegalStateException e) {
        // it closes at this moment: the next bench is given everything anew
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
