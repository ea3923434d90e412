package io.muster.world;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The same schedule of trouble for two sets of rules. */
public final class Contest {
  private static final long SECOND = 1_000;
  private static final long LOOK = 50;
  private static final int QUIET = 2_400;
  private static final int SETTLING = 600;

  /** Whose rules. */
  public enum Rules {
    /** The shipped machine. */
    MUSTER(MusterHost::new),
    /** The scheduler of ssb-conn 6, with its cool-down as for peers that it has stored. */
    SSB_CONN((world, place) -> new ConnHost(world, place, true)),
    /** The same without any, as for peers that it has only heard of. */
    SSB_CONN_STAGED((world, place) -> new ConnHost(world, place, false));

    private final BiFunction<World, Place, Host> host;

    Rules(BiFunction<World, Place, Host> host) {
      this.host = host;
    }
  }

  /**
   * How it stands at some second.
   *
   * @param second since the beginning
   * @param connections of a living node, at the mean
   * @param atLow part of the living nodes that have at least so many connections as they want
   */
  public record Sample(long second, double connections, double atLow) {}

  /**
   * What came of it.
   *
   * @param waits seconds until a process, from its start or from the end of the trouble on, has as
   *     many connections as it wants; one each
   * @param dials how many
   * @param lasting connections that lasted for a minute or more
   * @param starved pairs of which one knew of the other for 40 quiet minutes and never tried
   * @param flaps connections that the scheduler closed within a minute
   * @param quietAt the second in which the trouble ended
   * @param samples one for each second
   * @param faults that happened, by kind
   */
  public record Outcome(
      List<Double> waits,
      long dials,
      long lasting,
      long starved,
      long flaps,
      long quietAt,
      List<Sample> samples,
      Map<String, Long> faults) {}

  private final World world;
  private final int low;
  private final List<Double> waits = new ArrayList<>();
  private final List<Sample> samples = new ArrayList<>();
  private final Map<Host, Long> waiting = new java.util.LinkedHashMap<>();
  private final Set<Host> seen = new HashSet<>();

  private Contest(Plan plan, BiFunction<World, Place, Host> rules) {
    world = new World(plan, rules);
    low = plan.limits().water().low();
  }

  /**
   * Runs a schedule.
   *
   * @param seed which
   * @param nodes how many nodes
   * @param rules whose rules
   * @return what came of it
   */
  public static Outcome run(long seed, int nodes, Rules rules) {
    return new Contest(Plan.contest(seed, nodes), rules.host).play(nodes);
  }

  private Outcome play(int nodes) {
    for (int i = 0; i < nodes; i++) {
      world.place();
    }
    Trouble trouble = new Trouble(world);
    world.places().forEach(world::start);
    world.time().after(0, this::sample);
    world.time().run(180 * SECOND);
    for (int i = 0; i < world.plan().steps(); i++) {
      trouble.strike();
    }
    trouble.quiet();
    long quietAt = world.time().now();
    world.hosts().forEach(h -> waiting.put(h, quietAt));
    world.time().run(SETTLING * SECOND);
    Figures figures = new Figures();
    figures.add(world.figures());
    world
        .hosts()
        .forEach(h -> h.sessions().forEach(s -> figures.add("lasting", s.lasts() ? 1 : 0)));
    waiting.forEach((host, since) -> waits.add((world.time().now() - since) / 1_000.0));
    waiting.clear();
    List<Sample> story = List.copyOf(samples);
    world.hosts().forEach(Host::forgetTried);
    world.time().run(QUIET * SECOND);
    return new Outcome(
        waits,
        figures.counted("dials"),
        figures.counted("lasting"),
        starved(),
        world.figures().counted("flaps"),
        quietAt / SECOND,
        story,
        figures.faults());
  }

  private long starved() {
    long starved = 0;
    for (Host host : world.hosts()) {
      for (Place place : world.places()) {
        boolean other = place.key != host.key();
        starved += other && host.knows(place.key) && !host.wasTried(place.key) ? 1 : 0;
      }
    }
    return starved;
  }

  private void sample() {
    long now = world.time().now();
    int alive = 0;
    int connections = 0;
    int satisfied = 0;
    // who died before it had enough counts neither for nor against the rules
    waiting.keySet().removeIf(host -> !host.isAlive());
    for (Host host : world.hosts()) {
      if (seen.add(host)) {
        waiting.put(host, now);
      }
      if (host.isAlive() && host.place().asleepUntil() <= now) {
        int open = host.connections().size();
        alive++;
        connections += open;
        satisfied += open >= low ? 1 : 0;
        if (open >= low && waiting.containsKey(host)) {
          waits.add((now - waiting.remove(host)) / 1_000.0);
        }
      }
    }
    if (now % SECOND == 0) {
      int living = Math.max(1, alive);
      samples.add(
          new Sample(now / SECOND, (double) connections / living, (double) satisfied / living));
    }
    world.time().after(LOOK, this::sample);
  }
}
