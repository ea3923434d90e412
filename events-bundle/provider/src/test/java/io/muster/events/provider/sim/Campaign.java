package io.muster.events.provider.sim;

import io.muster.events.provider.sim.faults.Plans;
import io.muster.events.provider.sim.world.Figures;
import io.muster.events.provider.sim.world.Plan;
import io.muster.events.provider.sim.world.Violation;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Many seeds, on all processors; stops at the first that breaks something. */
final class Campaign {
  private static final int SHRINKING_RUNS = 400;

  private final AtomicLong next;
  private final LongPredicate goesOn;
  private final Figures figures = new Figures();
  private final ConcurrentLinkedQueue<Simulator.Result> broken = new ConcurrentLinkedQueue<>();
  private final long begun = System.nanoTime();

  private Campaign(long first, LongPredicate goesOn) {
    this.next = new AtomicLong(first);
    this.goesOn = goesOn;
  }

  /** Runs seeds from the first on for as long as something holds for the next. */
  static Campaign run(long first, LongPredicate goesOn) throws InterruptedException {
    Campaign campaign = new Campaign(first, goesOn);
    campaign.runAll(Runtime.getRuntime().availableProcessors());
    return campaign;
  }

  private void runAll(int threads) throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all =
          IntStream.range(0, threads)
              .<Future<?>>mapToObj(i -> pool.submit(this::work))
              .collect(Collectors.toList());
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("The simulator itself failed", e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private void work() {
    long seed = next.getAndIncrement();
    while (broken.isEmpty() && goesOn.test(seed)) {
      Simulator.Result result = Simulator.run(Plans.of(seed));
      figures.add(result.figures());
      if (result.violation().isPresent()) {
        broken.add(result);
      }
      seed = next.getAndIncrement();
    }
  }

  /** Returns what happened how often. */
  Figures figures() {
    return figures;
  }

  /** Returns how many seeds a minute took. */
  long perMinute() {
    double minutes = (System.nanoTime() - begun) / 6e10;
    return Math.round(figures.counted("seeds") / minutes);
  }

  /** Returns what was broken with its few steps and how to see it again; empty if nothing was. */
  String report() {
    return broken.stream().map(Campaign::report).collect(Collectors.joining("\n"));
  }

  private static String report(Simulator.Result result) {
    Violation seen = result.violation().orElseThrow();
    Plan small = Shrinker.shrink(result.plan(), seen.invariant(), SHRINKING_RUNS);
    Violation again = Simulator.run(small).violation().orElse(seen);
    String steps = small.steps().stream().map(Object::toString).collect(Collectors.joining(", "));
    return seen.invariant()
        + " is broken by seed "
        + small.seed()
        + ": "
        + seen.what()
        + "\nagain: mvn -pl events-bundle/provider -am test -Dtest=SimulatorTest -Dmuster.seed="
        + small.seed()
        + "\n"
        + small.steps().size()
        + " of its "
        + result.plan().steps().size()
        + " steps suffice: -Dmuster.steps=\""
        + steps
        + "\" gives: "
        + again.what();
  }

  /** Returns the figures in two lines. */
  String summary() {
    long fired = figures.faults().values().stream().mapToLong(Long::longValue).sum();
    return "SIM faults_fired=" + fired + " " + figures.faults() + "\n" + account();
  }

  private String account() {
    return "ACCT test=F51 seeds="
        + figures.counted("seeds")
        + " seeds_per_min="
        + perMinute()
        + " attempted="
        + figures.counted("attempted")
        + " acked="
        + figures.counted("acked")
        + " failed="
        + figures.counted("failed")
        + " unknown="
        + figures.counted("unknown")
        + " ok="
        + figures.counted("ok")
        + " lost="
        + figures.counted("lost")
        + " dup="
        + figures.counted("dup")
        + " redelivered="
        + figures.counted("redelivered")
        + " unexpected="
        + figures.counted("unexpected")
        + " recovered="
        + figures.counted("recovered")
        + " given_up="
        + figures.counted("given up");
  }
}
