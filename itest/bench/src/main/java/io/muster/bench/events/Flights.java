package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Figure;
import io.muster.bench.figure.Rate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Delivery and receipts: rivals first, then one lane, then many. */
final class Flights {
  private static final List<Integer> LOADS = List.of(50, 80, 100);

  private final BenchRun run;
  private final List<Flight> wanted;
  private final Rivals rivals = new Rivals();
  private final Map<Flight, Figure> figures = new HashMap<>();

  Flights(BenchRun run) {
    this.run = run;
    wanted = Flight.ALL.stream().filter(flight -> run.wants(flight.figure())).toList();
  }

  void measure() throws Exception {
    if (wanted.isEmpty()) {
      return;
    }
    if (!run.options().alone()) {
      rivals.measure(run);
    }
    oneLane();
    manyLanes(run.options().lanes());
    for (Flight flight : wanted) {
      Figure figure = figures.get(flight);
      rivals.beside(figure);
      run.print(figure);
    }
  }

  private void oneLane() throws Exception {
    try (Party party = Party.start(run, 1)) {
      for (Flight flight : wanted) {
        Rate rate = party.measure(flight);
        Figure figure = figure(flight, rate);
        figures.put(flight, figure);
        if (flight.equals(Flight.ALL.get(0))) {
          for (int load : LOADS) {
            Rate steady = party.steady(flight, rate.perSecond() * load / 100);
            times(figure, "open." + load + ".", steady);
          }
        }
      }
    }
  }

  private void manyLanes(int lanes) throws Exception {
    List<Flight> several = wanted.stream().filter(flight -> flight.outstanding() > 1).toList();
    if (several.isEmpty() || lanes == 1) {
      return;
    }
    try (Party party = Party.start(run, lanes)) {
      for (Flight flight : several) {
        Rate rate = party.measure(flight);
        String prefix = "lanes." + lanes + ".";
        times(figures.get(flight).with(prefix + "per.second", rate.perSecond()), prefix, rate);
      }
    }
  }

  private static void times(Figure figure, String prefix, Rate rate) {
    figure
        .with(prefix + "p50.us", rate.p50Micros())
        .with(prefix + "p99.us", rate.p99Micros())
        .with(prefix + "p999.us", rate.p999Micros());
  }

  private static Figure figure(Flight flight, Rate rate) {
    Figure figure =
        flight.outstanding() == 1
            ? Figure.of(flight.figure(), rate.p50Micros(), "us")
            : Figure.of(flight.figure(), rate.perSecond(), "events/s");
    figure
        .with("lanes", 1)
        .with("outstanding", flight.outstanding())
        .with("bytes", Flight.BYTES)
        .with("per.second", rate.perSecond());
    times(figure, "", rate);
    return figure;
  }
}
