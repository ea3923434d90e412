package io.muster.events.ops;

import io.muster.events.spi.EventStore;
import io.muster.events.spi.StoreException;
import io.muster.events.spi.StoreUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is to be said of the store that topics use. */
final class StoreFindings {
  /** How long a store may take to open before its absence is critical. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private StoreFindings() {}

  /** Says what it means that there has been no store for so long. */
  static List<Finding> absent(Duration since) {
    String fix = "muster:diagnose says what is missing; the log says why it does not open";
    return List.of(
        since.compareTo(PATIENCE) > 0
            ? Finding.critical("no event store is open: no topic works", fix)
            : Finding.unavailable("no event store is open yet", fix));
  }

  /**
   * Looks at a store.
   *
   * @param durability what it says of itself
   */
  static List<Finding> of(EventStore store, String durability) {
    try {
      return of(store.usage(), durability);
    } catch (StoreException e) {
      return List.of(Finding.unavailable("the event store is closing: " + e.getMessage(), "wait"));
    }
  }

  private static List<Finding> of(StoreUsage usage, String durability) {
    List<Finding> findings = new ArrayList<>();
    if (usage.full()) {
      findings.add(
          Finding.critical(
              "the event store is full: new events are refused, nothing is lost",
              "free space on its disk, or lower reserve.mib of PID io.muster.events.file"));
    }
    if (usage.damages() > 0) {
      findings.add(
          Finding.warn(
              usage.damages() + " damages of the event store are in its directory quarantine",
              "check the disk; empty it when muster:events shows that all was fetched again"));
    }
    if (!durability.equals("fsync")) {
      findings.add(
          Finding.warn(
              "the event store forgets everything when it ends",
              "configure PID io.muster.events.file and delete that of io.muster.events.memory"));
    }
    if (findings.isEmpty()) {
      findings.add(
          Finding.ok("%d bytes in %d segments".formatted(usage.bytes(), usage.segments())));
    }
    return findings;
  }
}
