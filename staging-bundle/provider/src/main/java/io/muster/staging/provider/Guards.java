package io.muster.staging.provider;

import io.muster.staging.StagingEntry;
import io.muster.staging.StagingGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.service.log.Logger;

/**
 * Who may refuse entries. The state is replaced as a whole, so that one can see that it changed.
 */
final class Guards {
  private final Logger log;
  private volatile List<StagingGuard> guards = List.of();

  Guards(Logger log) {
    this.log = log;
  }

  /** The guards at this moment: another list, by identity, whenever they change. */
  List<StagingGuard> now() {
    return guards;
  }

  synchronized void add(StagingGuard guard) {
    List<StagingGuard> more = new ArrayList<>(guards);
    more.add(Objects.requireNonNull(guard));
    guards = List.copyOf(more);
  }

  synchronized void remove(StagingGuard guard) {
    List<StagingGuard> fewer = new ArrayList<>(guards);
    fewer.removeIf(g -> g == guard);
    guards = List.copyOf(fewer);
  }

  /** What guards say of an entry. */
  record Verdict(Optional<String> refusal, boolean failed) {
    static final Verdict ADMITTED = new Verdict(Optional.empty(), false);
  }

  /** Asks each until one refuses or fails. */
  Verdict ask(List<StagingGuard> asked, StagingEntry entry) {
    for (StagingGuard guard : asked) {
      Verdict verdict = ask(guard, entry);
      if (verdict.refusal().isPresent()) {
        return verdict;
      }
    }
    return Verdict.ADMITTED;
  }

  private Verdict ask(StagingGuard guard, StagingEntry entry) {
    String name = guard.getClass().getName();
    try {
      Optional<String> refusal = guard.refusal(entry);
      return refusal.isEmpty() ? Verdict.ADMITTED : new Verdict(refusal, false);
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError fault) {
      log.warn(
          "StagingGuard {} failed: what it was asked about is not staged. Mend or stop its bundle",
          name,
          fault);
      return new Verdict(Optional.of("its guard " + name + " failed: " + fault), true);
    }
  }
}
