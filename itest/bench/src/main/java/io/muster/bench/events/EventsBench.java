package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
import io.muster.bench.figure.Figure;
import io.muster.bench.figure.Rate;
import io.muster.bench.store.StoreBench;

/** {@code itest/muster bench events}. */
public final class EventsBench implements Benchmark {
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
    try (Pair pair = Pair.start(run)) {
      for (Flight flight : Flight.ALL) {
        if (run.wants(flight.figure())) {
          Figure figure = figure(flight, pair.measure(flight));
          rivals.beside(figure);
          run.print(figure);
        }
      }
    }
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
