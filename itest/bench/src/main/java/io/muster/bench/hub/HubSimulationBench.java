package io.muster.bench.hub;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
import io.muster.bench.figure.Comparison;
import io.muster.bench.figure.Figure;
import io.muster.world.Contest;
import io.muster.world.Contest.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The hub's machine beside the rules of ssb-conn, on the same schedules of trouble. */
public final class HubSimulationBench implements Benchmark {
  private static final List<Rules> RIVALS = List.of(Rules.SSB_CONN, Rules.SSB_CONN_STAGED);
  private static final double HALF = 0.5;
  private static final int SCHEDULES = 10;
  private static final int NODES = 30;
  private static final String PICTURE = "hub-simulation.svg";

  private final Map<Rules, Score> scores = new EnumMap<>(Rules.class);

  @Override
  public String name() {
    return "hub-simulation";
  }

  @Override
  public void measure(BenchRun run) throws IOException {
    scores.clear();
    int schedules = run.scaled(SCHEDULES, 1);
    int nodes = run.scaled(NODES, 8);
    List<Rules> all = run.options().alone() ? List.of(Rules.MUSTER) : List.of(Rules.values());
    for (Rules rules : all) {
      run.say("%s: %d schedules of %d nodes", rules, schedules, nodes);
      Score score = new Score();
      for (long seed = 1; seed <= schedules; seed++) {
        score.add(Contest.run(seed, nodes, rules));
      }
      scores.put(rules, score);
    }
    print(run);
    Path picture = run.options().folder().resolve(PICTURE);
    Files.writeString(picture, new Picture(scores).svg());
    run.say("connections and convergence over time: %s", picture);
  }

  private void print(BenchRun run) {
    Score ours = scores.get(Rules.MUSTER);
    if (run.wants("hub.converge")) {
      Figure figure =
          Figure.of("hub.converge", ours.meanWait(), "s")
              .with("median.s", ours.waitAt(50))
              .with("p99.s", ours.waitAt(99))
              .with("episodes", ours.episodes());
      RIVALS.forEach(r -> figure.beside(against(r, Score::meanWait)));
      run.print(figure);
    }
    if (run.wants("hub.dials")) {
      Figure figure =
          Figure.of("hub.dials", ours.dialsPerLasting(), "dials per lasting connection")
              .with("dials", ours.dials())
              .with("lasting", ours.lasting());
      RIVALS.forEach(r -> figure.beside(against(r, Score::dialsPerLasting)));
      run.print(figure);
    }
    if (run.wants("hub.starved")) {
      run.print(none(Figure.of("hub.starved", ours.starved(), "candidates"), Score::starved));
    }
    if (run.wants("hub.flaps")) {
      run.print(none(Figure.of("hub.flaps", ours.flaps(), "connections"), Score::flaps));
    }
  }

  /** What one rule reached. */
  private interface Reached {
    double of(Score score);
  }

  private Comparison against(Rules rival, Reached reached) {
    return scores.containsKey(rival)
        ? Comparison.atMost(named(rival), reached.of(scores.get(rival)), HALF)
        : Comparison.missing(named(rival), HALF, false, "left out by --alone");
  }

  private Figure none(Figure figure, Reached reached) {
    RIVALS.stream()
        .filter(scores::containsKey)
        .forEach(r -> figure.with(named(r), reached.of(scores.get(r))));
    return figure.beside(Comparison.atMost("one", 1, 0));
  }

  static String named(Rules rules) {
    return switch (rules) {
      case MUSTER -> "Muster";
      case SSB_CONN -> "ssb-conn 6";
      case SSB_CONN_STAGED -> "ssb-conn 6 without cool-down";
    };
  }
}
