package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
import io.muster.bench.figure.Figure;
import io.muster.bench.figure.Rate;
import io.muster.bench.store.StoreBench;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** {@code itest/muster bench events}. */
public final class EventsBench implements Benchmark {
  private static final int LANES = 64;

  /** Does nothing yet. */
  public EventsBench() {}

  @Override
  public String name() {
    return "events";
  }

  @Override
  public void measure(BenchRun run) throws Exception {
    flights(run);
    if (run.wants(StoreBench.FIGURE)) {
      run.print(new StoreBench().measure(run));
    }
    if (Backlog.wanted(run)) {
      new Backlog(run).measure();
    }
  }

  private static void flights(BenchRun run) throws Exception {
    if (Flight.ALL.stream().noneMatch(flight -> run.wants(flight.figure()))) {
      return;
    }
    Rivals rivals = new Rivals();
    if (!run.options().alone()) {
      rivals.measure(run);
    }
    List<Flight> wanted = Flight.ALL.stream().filter(f -> run.wants(f.figure())).toList();
    Map<Flight, Rate> one = measure(run, 1, wanted);
    int lanes = run.scaled(LANES, 2);
    Map<Flight, Rate> many =
        measure(run, lanes, wanted.stream().filter(flight -> flight.outstanding() > 1).toList());
    for (Flight flight : wanted) {
      Figure figure = figure(flight, one.get(flight));
      Rate spread = many.get(flight);
      if (spread != null) {
        figure.with("lanes." + lanes + ".per.second", spread.perSecond());
        figure.with("lanes." + lanes + ".p50.us", spread.p50Micros());
        figure.with("lanes." + lanes + ".p99.us", spread.p99Micros());
      }
      rivals.beside(figure);
      run.print(figure);
    }
  }

  private static Map<Flight, Rate> measure(BenchRun run, int lanes, List<Flight> flights)
      throws Exception {
    Map<Flight, Rate> rates = new HashMap<>();
    if (!flights.isEmpty()) {
      try (Party party = Party.start(run, lanes)) {
        for (Flight flight : flights) {
          rates.put(flight, party.measure(flight));
        }
      }
    }
    return rates;
  }

  private static Figure figure(Flight flight, Rate rate) {
    boolean single = flight.outstanding() == 1;
    return (single
            ? Figure.of(flight.figure(), rate.p50Micros(), "us")
            : Figure.of(flight.figure(), rate.perSecond(), "events/s"))
        .with("per.second", rate.perSecond())
        .with("p50.us", rate.p50Micros())
        .with("p99.us", rate.p99Micros())
        .with("outstanding", flight.outstanding())
        .with("bytes", Flight.BYTES)
        .with("lanes", 1);
  }
}
