package io.muster.world;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongPredicate;

/** Many seeds, on all processors; stops when some have broken something. */
public final class Campaign {
  private final AtomicLong next;
  private final LongPredicate goesOn;
  private final int enough;
  private final Figures figures = new Figures();
  private final ConcurrentLinkedQueue<Run.Result> broken = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Throwable> failed = new ConcurrentLinkedQueue<>();
  private final long begun = System.nanoTime();

  private Campaign(long first, LongPredicate goesOn, int enough) {
    this.next = new AtomicLong(first);
    this.goesOn = goesOn;
    this.enough = enough;
  }

  /**
   * Runs seeds.
   *
   * @param first the first
   * @param goesOn whether to run a seed
   * @param enough how many that break something are enough
   * @return what came of it
   * @throws InterruptedException if the thread is interrupted
   */
  public static Campaign run(long first, LongPredicate goesOn, int enough)
      throws InterruptedException {
    Campaign campaign = new Campaign(first, goesOn, enough);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
      Thread thread = new Thread(campaign::work, "muster-world-" + i);
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (!campaign.failed.isEmpty()) {
      throw new AssertionError("The simulator itself failed", campaign.failed.peek());
    }
    return campaign;
  }

  private void work() {
    long seed = next.getAndIncrement();
    try {
      while (broken.size() < enough && failed.isEmpty() && goesOn.test(seed)) {
        Run.Result result = Run.of(Plan.of(seed));
        figures.add(result.figures());
        if (result.violation().isPresent()) {
          broken.add(result);
        }
        seed = next.getAndIncrement();
      }
    } catch (RuntimeException | Error e) {
      failed.add(new IllegalStateException("seed " + seed, e));
    }
  }

  /**
   * Returns what happened how often.
   *
   * @return the sums over all seeds
   */
  public Figures figures() {
    return figures;
  }

  /**
   * Returns what was broken and how to see it again; empty if nothing was.
   *
   * @return lines for people
   */
  public String report() {
    StringBuilder text = new StringBuilder();
    for (Run.Result result : broken) {
      text.append("seed ").append(result.seed()).append(" breaks ");
      text.append(result.violation().orElseThrow().getMessage());
      text.append("\n  again: mvn -pl itest/world -am test -Dtest=WorldTest");
      text.append(" -Dmuster.jvm=-Dmuster.seed=").append(result.seed()).append('\n');
    }
    return text.toString();
  }

  /**
   * Returns the figures.
   *
   * @return two lines
   */
  public String summary() {
    long fired = figures.faults().values().stream().mapToLong(Long::longValue).sum();
    double minutes = (System.nanoTime() - begun) / 6e10;
    return "SIM faults_fired="
        + fired
        + " "
        + figures.faults()
        + "\nACCT test=F50 seeds="
        + figures.counted("seeds")
        + " seeds_per_min="
        + Math.round(figures.counted("seeds") / minutes)
        + " virtual_hours="
        + figures.counted("virtual seconds") / 3_600
        + " node_hours="
        + figures.counted("node seconds") / 3_600
        + " dials="
        + figures.counted("dials")
        + " connections="
        + figures.counted("connections")
        + " rotated="
        + figures.counted("rotated")
        + " flaps="
        + figures.counted("flaps")
        + " most_dials_of_one_in_a_minute="
        + figures.counted("most tries of one in a minute")
        + " faults_fired="
        + fired;
  }
}
