package io.muster.hub.signalhub;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Reports drops: the first at once, then one line per minute at most, with their number. */
final class DropLog {
  private static final long PAUSE_NANOS = 60_000_000_000L;

  private final String hub;
  private final Consumer<String> warnings;
  private final LongSupplier nanoTime;
  private long unreported;
  private long lastLine;
  private boolean reported;

  DropLog(String hub, Consumer<String> warnings, LongSupplier nanoTime) {
    this.hub = hub;
    this.warnings = warnings;
    this.nanoTime = nanoTime;
  }

  /** Counts one; used by one thread. */
  void dropped(String why) {
    unreported++;
    long now = nanoTime.getAsLong();
    if (reported && now - lastLine < PAUSE_NANOS) {
      return;
    }
    warnings.accept(
        "MUSTER-HUB-0003 hub="
            + hub
            + " sent "
            + why
            + "; dropped, the connection goes on ("
            + unreported
            + " since the last line)");
    reported = true;
    lastLine = now;
    unreported = 0;
  }
}
