package io.muster.world;

import io.muster.hub.provider.machine.Limits;
import io.muster.peer.PeerKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One seed: trouble, then quiet, then what must have become of it. */
final class Run {
  private static final long LOOK = 1_000;
  private static final long LONGEST = 700_000;

  private final World world;
  private final Plan plan;

  /**
   * What came of it.
   *
   * @param seed the seed
   * @param violation what was broken, if anything
   * @param figures what happened
   */
  record Result(long seed, Optional<Violation> violation, Figures figures) {}

  private Run(Plan plan) {
    this.plan = plan;
    this.world = new World(plan, MusterHost::new);
  }

  static Result of(Plan plan) {
    Run run = new Run(plan);
    Optional<Violation> seen = Optional.empty();
    try {
      run.play();
    } catch (Violation e) {
      seen = Optional.of(e);
    }
    run.world.figures().count("seeds");
    run.world.figures().add("virtual seconds", run.world.time().now() / 1_000);
    run.world.figures().add("node seconds", run.world.time().now() / 1_000 * plan.nodes());
    return new Result(plan.seed(), seen, run.world.figures());
  }

  private void play() {
    for (int i = 0; i < plan.nodes(); i++) {
      world.place();
    }
    choose();
    world.places().forEach(world::start);
    world.time().run(world.chance().between(0, 20_000));
    Trouble trouble = new Trouble(world);
    for (int i = 0; i < plan.steps(); i++) {
      trouble.strike();
    }
    trouble.quiet();
    settle();
    fair();
    musters().forEach(h -> h.watch().replay());
  }

  /** A few wanted peers for some nodes, never more for one than it can have. */
  private void choose() {
    List<Place> places = world.places();
    for (int i = 0; i < places.size() * 2; i++) {
      Place a = world.chance().of(places);
      Place b = world.chance().of(places);
      boolean meet = a.hubs.stream().anyMatch(b.hubs::contains);
      if (a != b && meet && hasRoom(a) && hasRoom(b)) {
        a.wanted.add(b.key);
        b.wanted.add(a.key);
      }
    }
  }

  private boolean hasRoom(Place place) {
    return !plan.alike() && place.wanted.size() < place.limits.water().cap() / 2;
  }

  private List<MusterHost> musters() {
    List<MusterHost> all = new ArrayList<>();
    for (Host host : world.hosts()) {
      all.add((MusterHost) host);
    }
    return all;
  }

  /** Everybody who is wanted is connected, and both ends mean the same link. */
  private void settle() {
    long begun = world.time().now();
    String missing = missing();
    while (!missing.isEmpty() && world.time().now() - begun < plan.patience()) {
      world.time().run(LOOK);
      missing = missing();
    }
    if (!missing.isEmpty()) {
      throw new Violation("reached", missing);
    }
    world.figures().add("seconds to settle", (world.time().now() - begun) / 1_000);
  }

  private String missing() {
    for (MusterHost host : musters()) {
      Set<PeerKey> lacks = new TreeSet<>(host.place().wanted);
      lacks.removeAll(host.connected());
      if (!lacks.isEmpty()) {
        return host.key().shortText()
            + " lacks "
            + host.machine().state().peers().get(lacks.iterator().next());
      }
      if (plan.alike()
          && host.connected().size() < Math.min(plan.limits().water().low(), meets(host))) {
        return host.key().shortText() + " is lonely: " + host.machine().state().peers();
      }
      String odd = disagreement(host);
      if (!odd.isEmpty()) {
        return odd;
      }
    }
    return "";
  }

  private long meets(MusterHost host) {
    return world.places().stream()
        .filter(p -> p.key != host.key() && p.hubs.stream().anyMatch(host.place().hubs::contains))
        .count();
  }

  /** The other end of each connection is a connection, too. */
  private String disagreement(MusterHost host) {
    for (Session session : host.connections().values()) {
      Session other = session.pipe().other().session();
      if (other == null || !other.isConnected()) {
        return host.key().shortText() + " alone means a link to " + session.peer().shortText();
      }
    }
    return "";
  }

  /** While slots are free or turn over, everybody is tried. */
  private void fair() {
    long longest = 0;
    for (MusterHost host : musters()) {
      host.forgetTried();
      if (free(host) > 0) {
        longest = Math.max(longest, turns(host));
      }
    }
    if (longest == 0 || longest > LONGEST) {
      return;
    }
    world.figures().count("seeds that look for starvation");
    world.time().run(longest);
    musters().forEach(this::requireTried);
  }

  /** Slots that are for those whom nobody here wants. */
  private static int free(MusterHost host) {
    Limits.Water water = host.place().limits.water();
    return Math.max(0, Math.min(water.low() - host.place().wanted.size(), water.unknown()));
  }

  private long turns(MusterHost host) {
    long rounds = plan.nodes() / free(host) + 2L;
    return rounds * (plan.pace().dwell() + plan.pace().dialTimeout() + plan.pace().backoffMax());
  }

  private void requireTried(MusterHost host) {
    if (free(host) == 0) {
      return;
    }
    for (Place place : world.places()) {
      boolean candidate =
          place.key != host.key() && host.knows(place.key) && !host.gaveUp(place.key);
      if (candidate && !host.wasTried(place.key)) {
        throw new Violation(
            "starved",
            host.key().shortText()
                + " never tried "
                + host.machine().state().peers().get(place.key)
                + " beside "
                + host.connected().size());
      }
    }
  }
}
