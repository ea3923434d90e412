package io.muster.events.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;

/** Counts what was attempted, confirmed and found, over many trials, and prints it in one line. */
final class Accounting {
  private final AtomicLong attempted = new AtomicLong();
  private final AtomicLong acked = new AtomicLong();
  private final AtomicLong ok = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong recovered = new AtomicLong();
  private final AtomicLong trials = new AtomicLong();

  /** The same, and so many were refused by name and are not there. */
  void judged(long attemptedThen, long ackedThen, long failedThen, long recoveredThen) {
    judged(attemptedThen, ackedThen, recoveredThen);
    failed.addAndGet(failedThen);
  }

  /** A trial whose judge found nothing lost and nothing unexpected; else it has thrown. */
  void judged(long attemptedThen, long ackedThen, long recoveredThen) {
    trials.incrementAndGet();
    attempted.addAndGet(attemptedThen);
    acked.addAndGet(ackedThen);
    ok.addAndGet(ackedThen);
    recovered.addAndGet(recoveredThen);
  }

  long trials() {
    return trials.get();
  }

  /** Prints the line; fails if nothing was confirmed or no fault was injected. */
  void print(String test, String more) {
    assertTrue(acked.get() > 0, "nothing was confirmed");
    assertTrue(trials.get() > 0, "no fault was injected");
    assertEquals(acked.get(), ok.get(), "lost");
    long unknown = attempted.get() - acked.get() - failed.get();
    System.out.printf(
        "ACCT test=%s faults_fired=%d attempted=%d acked=%d failed=%d unknown=%d ok=%d lost=%d"
            + " dup=0 unexpected=0 recovered=%d %s%n",
        test,
        trials.get(),
        attempted.get(),
        acked.get(),
        failed.get(),
        unknown,
        ok.get(),
        acked.get() - ok.get(),
        recovered.get(),
        more);
  }
}
