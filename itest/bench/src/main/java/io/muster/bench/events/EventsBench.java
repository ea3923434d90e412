package io.muster.bench.events;

import io.muster.bench.figure.BenchRun;
import io.muster.bench.figure.Benchmark;
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
    new Flights(run).measure();
    if (run.wants(StoreBench.FIGURE)) {
      run.print(new StoreBench().measure(run));
    }
    if (Backlog.wanted(run)) {
      new Backlog(run).measure();
    }
  }
}
