package io.muster.world;

import io.muster.peer.PeerAddress;
import io.muster.peer.PeerKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Who can reach whom, and how dials end. */
final class Net {
  private record Way(PeerKey from, PeerKey to) {}

  private final Time time;
  private final Chance chance;
  private final Figures figures;
  private final Map<PeerKey, Host> alive = new HashMap<>();
  private final Map<PeerKey, Integer> island = new HashMap<>();
  private final Set<Way> blocked = new HashSet<>();
  private final Set<PeerKey> hidden = new HashSet<>();
  int refusedPercent;
  int hangingPercent;
  int latency = 40;

  Net(Time time, Chance chance, Figures figures) {
    this.time = time;
    this.chance = chance;
    this.figures = figures;
  }

  void joined(Host host) {
    alive.put(host.key(), host);
  }

  void left(Host host) {
    alive.remove(host.key(), host);
  }

  /** The living process of a key, or null. */
  Host host(PeerKey key) {
    return alive.get(key);
  }

  /** Nobody can dial this one; it can dial others. */
  void hide(PeerKey key, boolean on) {
    if (on) {
      hidden.add(key);
    } else {
      hidden.remove(key);
    }
  }

  boolean isHidden(PeerKey key) {
    return hidden.contains(key);
  }

  /** Only those of the same number reach each other, and hubs only from 0. */
  void island(PeerKey key, int number) {
    island.put(key, number);
  }

  void block(PeerKey from, PeerKey to) {
    blocked.add(new Way(from, to));
  }

  void heal() {
    island.clear();
    blocked.clear();
    refusedPercent = 0;
    hangingPercent = 0;
  }

  boolean passes(PeerKey from, PeerKey to) {
    return island.getOrDefault(from, 0).equals(island.getOrDefault(to, 0))
        && (blocked.isEmpty() || !blocked.contains(new Way(from, to)));
  }

  boolean reachesHubs(PeerKey key) {
    return island.getOrDefault(key, 0) == 0;
  }

  long delay() {
    return chance.between(1, latency);
  }

  /** Calls back with a link or with what went wrong; perhaps late, perhaps never. */
  void dial(Host from, PeerAddress address, long timeout, BiConsumer<Pipe, String> answer) {
    PeerKey to = address.key().orElseThrow();
    from.tried(to);
    figures.count("dials");
    if (chance.percent(hangingPercent)) {
      figures.fault("hanging dial");
      if (chance.percent(50)) {
        from.after(timeout + chance.between(0, 90_000), () -> arrive(from, address, answer));
      }
      return;
    }
    from.after(
        delay(),
        () -> {
          if (chance.percent(refusedPercent)) {
            figures.fault("refused dial");
            fail(from, timeout, answer);
          } else if (isReachable(from, to, address)) {
            arrive(from, address, answer);
          } else {
            fail(from, timeout, answer);
          }
        });
  }

  private boolean isReachable(Host from, PeerKey to, PeerAddress address) {
    Host target = alive.get(to);
    return target != null
        && !hidden.contains(to)
        && passes(from.key(), to)
        && passes(to, from.key())
        && target.schemes().contains(address.scheme());
  }

  private void fail(Host from, long timeout, BiConsumer<Pipe, String> answer) {
    from.after(chance.percent(50) ? 0 : timeout, () -> answer.accept(null, "nobody there"));
  }

  private void arrive(Host from, PeerAddress address, BiConsumer<Pipe, String> answer) {
    PeerKey to = address.key().orElseThrow();
    if (!isReachable(from, to, address)) {
      answer.accept(null, "nobody there");
      return;
    }
    Host target = alive.get(to);
    Pipe here = new Pipe(this, time, from, to, address);
    Pipe there = new Pipe(this, time, target, from.key(), address);
    here.joined(there);
    target.accepted(there);
    answer.accept(here, null);
  }
}
